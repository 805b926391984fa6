# Capacitación
action-read-training = Leer registros de capacitación: los propios, los de las unidades que uno dirige o los de todos
action-keep-training = Llevar registros de capacitación: listas, requisitos, dispensas
page-training = Capacitación: lo que vence
page-training-keep = Listas y requisitos
page-training-mine = Mi capacitación
training-all = Lo que vence
training-record = Registro de capacitación
training-due = Lo que vence
training-on = Vence
training-missing = Falta
training-state = Estado
training-hours = { $n } h
training-overdue = Pasado el día y la gracia
training-near = Vence en { $days } días, incluido lo pasado
training-no-rules = No hay requisitos
training-no-rules-words = Los requisitos son datos: tome los ejemplos de un estado en "Listas y requisitos" y compárelos con su propia ley.
training-nothing-due = Nada vence en 90 días.
training-nothing-asked = A esta persona no se le pide nada.
training-private = Este registro lo ven su persona, quien dirige su unidad y quienes llevan los registros de capacitación. Quien abre el de otra persona deja una fila en el registro de auditoría.
training-excuses = Dispensas
training-excuse = Dispensar de un requisito
training-excuse-do = Dispensar
training-attended = Cursos tomados
training-none = No hay cursos registrados.
training-began = Primer día de trabajo
excuse-line = { $rule }: { $kind } hasta el { $day }. { $why }
excuse-kind-leave = licencia
excuse-kind-exemption = exención del puesto
excuse-kind-waiver = dispensa de la junta
due-done = hecho
due-later = más adelante
due-soon = pronto
due-grace = en la gracia
due-overdue = vencido
roster-title = La lista de un proveedor
roster-words = Pegue el archivo como CSV. Su primera línea nombra las columnas: email, course, date (2026-02-16), hours y, si las tiene, topics, result, provider y certificate. Se toman las líneas buenas y se dicen las otras una por una; enviada otra vez, nada queda dos veces.
roster-take = Tomarla
roster-taken = { $taken } tomadas, { $known } ya registradas, { $wrong } no tomadas.
roster-wrong = Líneas que no se tomaron
roster-line = Línea
roster-why = Por qué
roster-nobody = Nadie aquí tiene esta dirección
roster-partner = Es la cuenta de un socio
roster-left = Esta persona ya no trabaja aquí
roster-date = El día no se puede leer o aún no llega
roster-hours = Las horas no se pueden leer
roster-course = El curso o sus temas no se pueden tomar
rules-title = Requisitos
rules-words = Ejemplos que vienen con la casa. Se leyeron de reglas publicadas; compruébelos antes de confiar en ellos.
rules-take = Tomar { $pack }
pack-california = California
pack-minnesota = Minnesota
rule-cycle = { $n ->
    [one] en cada mes
   *[other] en cada { $count } meses
}
rule-rolling = { $n ->
    [one] en el último mes
   *[other] en los últimos { $count } meses
}
rule-once = { $n ->
    [one] una vez, en un día
   *[other] una vez, en { $count } días
}
field-rule = Requisito
field-began = Primer día de trabajo
field-excused-until = Hasta
field-excuse-kind = Tipo
field-excuse-reason = Por qué
field-roster = Lista
field-course = Curso
field-result = Resultado
field-rules = Requisitos
refused-training-ahead = Este día aún no llega.
refused-rule-twice = Un requisito aparece dos veces.
refused-excuse-past = Este día ya pasó.
refused-roster-columns = La primera línea debe nombrar email, course, date y hours.

# Clases
page-training-classes = Clases y calendario
class-words = Qué se da y cuándo. Tome usted mismo un lugar; quien lleva los registros ve quién tiene uno.
class-ahead = Próximas
class-past = Dadas
class-due = Lo que vence para usted
class-none = No hay clases planeadas.
class-none-past = Aún no se ha dado ninguna clase.
class-nothing-due = Nada vence para usted.
class-days = { $from } a { $until }
class-left = { $n ->
    [one] queda un lugar
   *[other] quedan { $count } lugares
}
class-mine = usted tiene un lugar
class-plan = Planear una clase
class-plan-words = Los temas son nombres cortos separados por comas, como "use-of-force, first-aid". Los requisitos cuentan horas por ellos.
class-plan-do = Planearla
class-when = Cuándo
class-about = La clase
class-take = Tomar un lugar
class-give-back = Devolver el lugar
class-call-off = Cancelar la clase
class-seat-for = Dar un lugar a alguien
class-seat-do = Dar el lugar
class-seats = Lugares
class-no-seats = Nadie tiene un lugar todavía.
class-came = Presente
class-open = aún sin registrar
class-not-there = no estuvo
class-hold = Quién vino
class-hold-words = Horas de cada persona con lugar; 0 para quien no estuvo. Quien vino recibe el curso en su registro, y lo que vence se calcula de nuevo.
class-hold-do = Registrar
class-state-planned = planeada
class-state-held = dada
class-state-called-off = cancelada
class-method-room = en una sala
class-method-live = en vivo, en línea
class-method-alone = a solas, en línea
class-method-scenario = escenarios, campo de tiro o calle
flash-class = La clase está guardada.
flash-use = Quedó anotado con el curso.
use-title = Anotar dónde lo usó
use-on = Usado en
use-words = Lo aprendido cuenta cuando se usa. Nombre un problema y diga qué del curso usó allí. Queda en su propio registro y puede ser evidencia en su evaluación.
use-do = Anotarlo
field-provider = Proveedor
field-certificate = Certificado
field-course-number = Número del curso
field-class-topics = Temas
field-class-hours = Horas
field-class-method = Cómo se enseña
field-class-begins = Primer día
field-class-ends = Último día
field-class-place = Lugar y hora
field-class-seats = Lugares
field-seat-email = Correo de la persona
field-used-problem = Problema, como P-2026-0012
field-used-words = Qué usó
refused-class-over = Esta clase ya empezó, se dio o se canceló.
refused-class-full = No queda ningún lugar.
refused-class-runs = La clase aún no termina.
refused-seat-taken-already = Esta persona ya tiene un lugar.
refused-seat-open = Falta aquí alguien con lugar.
refused-hours-too-many = Son más horas de las que tiene la clase.
refused-no-such-problem = No existe tal problema, o no para usted.
refused-nobody-here = Nadie que trabaje aquí tiene esta dirección.
refused-training-long-ago = Ese día queda demasiado lejos para una vida de trabajo.
