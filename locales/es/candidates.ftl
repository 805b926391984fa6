# Lo que halla el rastreo y qué pasa con ello.
candidate-kind-hot_place = Lugar caliente
candidate-kind-repeat_place = Lugar repetido
candidate-kind-rise = Aumento
candidate-kind-concern_cluster = Inquietudes cercanas entre sí
decision-open = Sin decidir
decision-accepted = Pasó a ser un problema
decision-joined = Unido a un problema
decision-dismissed = Descartado
decision-gone = Ya no se halla
