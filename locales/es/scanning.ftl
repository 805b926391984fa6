# Búsqueda: la lista, una revisión, un hallazgo.
page-scanning = Hallazgos de la búsqueda
scanning-title = { $n ->
    [0] Ningún hallazgo espera decisión
    [one] { $count } hallazgo espera una decisión
   *[other] { $count } hallazgos esperan una decisión
}
scanning-title-other = { $n ->
    [one] { $count } hallazgo
   *[other] { $count } hallazgos
}
scanning-ran = Última revisión: { $when }
scanning-data = datos hasta el { $day }
scanning-look = Revisar otra vez
scanning-look-first = Revisar ahora
scanning-import = Importar incidentes
scanning-running = Revisando los incidentes …
scanning-running-words = Tarda desde unos segundos hasta unos minutos. Puede dejar esta página; la revisión continúa.
scanning-failed = La última revisión no terminó
scanning-kind = Tipo
scanning-beat = Sector
scanning-decision = Decisión
scanning-by-harm = Primero lo que más daño hace.
scanning-respected = { $n ->
    [one] Se omitió { $count } hallazgo que alguien había descartado.
   *[other] Se omitieron { $count } hallazgos que alguien había descartado.
}
scanning-none = Nada sobresale
scanning-none-words = La última revisión no encontró nada por encima de lo habitual que esté sin decidir. Revise otra vez cuando haya incidentes nuevos.
scanning-none-here = Nada con estas opciones
scanning-none-here-words = Puede haber hallazgos de otro tipo, sector o decisión.
scanning-all = Mostrar todo lo que espera
scanning-never = Todavía no hay hallazgos
scanning-never-words = Cuando se hayan importado incidentes, aquí aparecen los lugares y aumentos que sobresalen. Importe primero los incidentes y luego revise.
scanning-map = Hallazgos en el mapa
scanning-harm = Daño { $harm }
scanning-concerns = Inquietudes
scanning-what-where = { $what }: { $place }
scanning-count = { $count } en { $weeks } semanas
scanning-count-usual = { $count } en { $weeks } semanas; lo habitual sería unos { $usual }
scanning-level-much = mucho más de lo habitual
scanning-level-more = más de lo habitual
scanning-level-concerns = la gente nos lo dijo
scanning-hours = de { $from } a { $until }
scanning-busy = Sobre todo { $when }
scanning-statement = { $title }. { $count } incidentes del { $from } al { $until }; lo habitual sería unos { $usual }.
scanning-statement-concerns = { $title }. { $count } inquietudes de residentes del { $from } al { $until }.
scanning-found = hallado el { $day }
scanning-answer = { $count } × { $what } del { $from } al { $until }. Aquí lo habitual sería unos { $usual }: { $times } veces lo habitual.
scanning-answer-rise = { $count } × { $what } del { $from } al { $until }. Según las mismas semanas de años anteriores se esperarían unos { $usual }: { $times } veces lo habitual.
scanning-answer-concerns = { $count } inquietudes están cerca unas de otras, del { $from } al { $until }: { $what }.
scanning-decide = Decidir
scanning-where = Dónde está
scanning-spots = Direcciones que más se repiten
scanning-spots-hidden = No se muestran direcciones: estos asuntos son demasiado delicados para recorrerlos lugar por lugar.
scanning-when = Cuándo ocurre
scanning-rhythm = Incidentes por día y hora
scanning-rhythm-even = Ningún día ni hora sobresale.
scanning-unknown-hours = { $n ->
    [one] { $count } más no tiene hora conocida.
   *[other] { $count } más no tienen hora conocida.
}
scanning-figures = Cifras
scanning-fact-found = Hallados
scanning-fact-usual = Habitual
scanning-fact-period = Período revisado
scanning-fact-harm = Daño por encima de lo habitual (un hurto es 1)
scanning-fact-neighborhood = Vecindario
scanning-method = Cómo se encontró
scanning-method-hot-place = El área se dividió en cuadros. Un cuadro sobresale cuando él y sus vecinos juntos tienen más de lo que pondría el azar. Los cuadros que se tocan se unieron.
scanning-method-repeat-place = Se contó cada dirección. Esta aparece más de lo que daría el azar si todas fueran iguales.
scanning-method-rise = Las últimas semanas se compararon con las mismas semanas de años anteriores, para que una temporada no parezca un aumento.
scanning-method-concern-cluster = Las inquietudes de residentes del mismo tipo que están cerca se juntaron en un grupo.
scanning-method-limits = Esto dice que algo hay, no por qué, y nada sobre ninguna persona. Lo que nunca se denunció no está aquí.
scanning-chance = Se miraron tantos lugares que algunos sobresalen por suerte. Tomando eso en cuenta, la parte de estos hallazgos que es suerte es a lo sumo { $q }.
scanning-chance-tiny = Se miraron tantos lugares que algunos sobresalen por suerte. Tomando eso en cuenta, la parte de estos hallazgos que es suerte es menor que 0.001.
scanning-choice-gi-star-z = Cuánto sobresale (Gi*, errores estándar)
scanning-choice-share-percent = Parte de todos los incidentes de esta clase, en por ciento
scanning-choice-rate-ratio = Veces los años anteriores
scanning-choice-cell-m = Lado de un cuadro, en metros
scanning-choice-cells = Cuadros
scanning-choice-false-discovery-rate = Parte de los hallazgos que puede ser suerte
scanning-choice-places-at-risk = Comparado con
scanning-choice-fewest = Mínimo de incidentes que cuenta
scanning-choice-weeks = Semanas
scanning-choice-earlier-years = Las mismas semanas de años anteriores
scanning-choice-dispersion = Dispersión (1 es puro azar)
scanning-choice-interval-95 = Con 95 % de seguridad está entre
scanning-accept = Convertirlo en un problema
scanning-accept-words = Usted lo dirige y pasa por búsqueda, análisis, respuesta y evaluación. Las semanas que lo mostraron no contarán como su «antes».
scanning-accept-go = Convertirlo en un problema
scanning-tier-quick = Pequeño: pide poco papeleo.
scanning-tier-formal = Mucho tiempo o trabajo con socios: pide las cuatro etapas completas.
scanning-join = Unirlo a un problema
scanning-join-words = Si alguien ya trabaja en esto, agréguelo ahí.
scanning-join-none = No hay problemas abiertos en este sector.
scanning-join-go = Unir
scanning-dismiss = Descartarlo
scanning-dismiss-words = Diga por qué. Las próximas revisiones lo omiten a menos que crezca a la mitad más.
scanning-dismiss-go = Descartar
flash-candidate-accepted = Ahora es un problema y usted lo dirige.
flash-candidate-joined = El hallazgo se unió a este problema.
flash-candidate-dismissed = El hallazgo se descartó.

# Mapas
map-zoom-in = Acercar
map-zoom-out = Alejar
map-whole = Mostrar toda el área
map-failed = No se pudo cargar una parte del mapa. La lista dice lo mismo.
map-gestures = Use dos dedos para mover el mapa
map-without = El mapa necesita scripts. La lista dice lo mismo.
