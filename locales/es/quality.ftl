# Qué tan buenos son los datos, y fallas conocidas.
page-quality = Calidad de los datos
quality-title = Calidad de los datos
quality-none = Aún no hay datos
quality-none-words = Cuando se haya importado algo, aquí verá qué se sabe y qué falta.
quality-known = Lo que se sabe
quality-rows = Registros
quality-place = Con un lugar en el mapa
quality-hour = Con hora
quality-class = Con clase propia
quality-change = Qué cambió con el último archivo
quality-change-line = { $file }, { $at }
quality-vanished = Ya no están en el archivo
quality-gaps = Semanas a las que les faltan registros
quality-gaps-none = Ninguna. Cada semana entre la primera y la última tiene más o menos tantos como las de alrededor.
quality-gaps-found = { $n ->
    [one] Una semana tiene menos de la mitad de lo usual a su alrededor, y menos de lo que el azar permite.
   *[other] { $count } semanas tienen menos de la mitad de lo usual a su alrededor, y menos de lo que el azar permite.
}
quality-gap = Semana del { $week }: { $n }; lo usual son unos { $usual }
quality-chart = Registros por semana
quality-chart-words = Registros por semana de { $source }. Las semanas a las que les faltan registros están abajo.
quality-days = { $from } a { $until }
quality-days-from = desde { $from }
quality-days-until = hasta { $until }
quality-days-all = todos los días
quality-every-class = Todas las clases
quality-notes = Fallas conocidas
quality-notes-words = Lo que usted sabe que está mal en los datos aparece junto a cada cifra hecha con ellos: candidatos, indicios de un problema, su resultado.
quality-notes-none = No se anotó ninguna.
quality-note-new = Anotar una
quality-note-keep = Guardarla
quality-note-beside = Lo que se sabe de estos datos
quality-withdraw = Ya se corrigió
quality-withdraw-sure = ¿Quitar esta nota de todas las cifras?
flash-note-written = La nota aparece desde ahora junto a las cifras.
flash-note-withdrawn = La nota ya no aparece junto a las cifras.
import-vanished = { $n ->
    [one] Un registro de estos días ya no está en el archivo
   *[other] { $count } registros de estos días ya no están en el archivo
}
import-vanished-words = Un archivo anterior los trajo y este no los tiene, o los tiene en una línea que no se guardó. Siguen contando.
refused-until-before-from = El último día es anterior al primero.
field-flaw = Qué está mal, y qué significa para las cifras
field-from = Desde
field-through = Hasta
