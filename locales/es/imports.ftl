# Importación de incidentes y llamadas.
import-title = Importaciones
import-new-title = Traer un archivo
import-file-hint = Una tabla de incidentes o llamadas: .csv o .tsv, también comprimida como .gz.
import-profile-hint = El perfil dice qué es cada columna.
import-own-profile = Usar un perfil propio
import-own-profile-label = Perfil (TOML)
import-own-profile-hint = Pegue el texto de un perfil. Se usa en lugar del elegido arriba.
import-sending = Enviando el archivo
import-not-arrived = El archivo no llegó. Inténtelo de nuevo.
import-unfit = Este archivo no se puede importar así
import-look = Mirarlo primero
import-none-title = Aún no se ha importado nada
import-none-words = Elija un archivo arriba. Verá qué pasaría con cada fila antes de guardar nada.
import-list-title = Lo que se importó
import-kept-of = { $kept } guardadas
import-of-rows = de { $rows } filas
import-look-title = Qué pasaría con este archivo
import-would-keep = { $n ->
    [one] Se guardaría una fila.
   *[other] Se guardarían { $count } filas.
}
import-would-refuse = { $n ->
    [one] Una fila no, y va a un informe.
   *[other] { $count } filas no, y van a un informe.
}
import-nothing-yet = Todavía no se ha importado nada. Las filas ya conocidas se reconocen al importar.
import-run = Importarlo
import-other = Elegir otro archivo
import-rows = Filas del archivo
import-new = Nuevas
import-changed = Cambiadas
import-unchanged = Ya conocidas
import-refused = No guardadas
import-flagged-title = Guardadas con una nota
import-flagged-words = Estas filas cuentan. La nota queda con ellas.
import-refused-title = No guardadas
import-refused-words = Estas filas no cuentan. Corríjalas en el informe e impórtelo solo.
import-refused-first = Las primeras filas que no se guardaron
import-line = Línea
import-column = Columna
import-value = Lo que dice
import-why = Por qué
import-outcome = Resultado
import-first-rows = Las primeras filas
import-kept = guardada
import-repeated = repite una fila anterior
import-reading = Leyendo… { $rows } filas hasta ahora
import-reading-label = Importación en curso
import-reading-words = Puede salir de esta página. No se ve nada hasta que todo esté dentro.
import-refresh = Mirar de nuevo
import-failed = Esta importación falló y nada de ella cuenta
import-did-keep = { $n ->
    [one] Una fila es nueva o cambió, y ya cuenta.
   *[other] { $count } filas son nuevas o cambiaron, y ya cuentan.
}
import-next = Ahora la exploración puede buscar lugares y aumentos que destaquen.
import-to-scanning = Ir a la exploración
import-report = Descargar el informe
import-report-words = todas las filas que no se guardaron, con línea, columna, valor y motivo
import-undo-title = Deshacer esta importación
import-undo-words = Lo que trajo se quita y lo que cambió vuelve a como estaba. Lo que trajeron importaciones posteriores se queda.
import-undo-sure = ¿Deshacer toda la importación?
import-undo = Deshacer la importación
flash-import-undone = La importación se deshizo.
field-file = Archivo
field-profile = Perfil
profile-chicago-22col = incidentes, 22 columnas
profile-milwaukee-cad = llamadas de servicio, 8 columnas
profile-police-uk-street = archivo mensual por calles, 12 columnas
profile-other = perfil incluido
flag-no-place = sin lugar
flag-zero-place = lugar en cero
flag-far-outside = muy lejos de la zona
flag-swapped = longitud y latitud cambiadas
flag-nonexistent-hour = una hora que no existió
flag-ambiguous-hour = una hora que ocurrió dos veces
flag-midnight = medianoche, hora probablemente desconocida
flag-end-before-start = termina antes de empezar
flag-address-unmatched = dirección no encontrada
refusal-missing = falta algo necesario
refusal-bad-date = la fecha no se puede leer
refusal-bad-number = el número no se puede leer
refusal-columns = número de columnas incorrecto
refusal-encoding = el texto no se puede leer
refusal-too-long = más largo de lo permitido
refusal-duplicate-id = mismo id que una fila anterior, otro contenido
import-none = Ninguna
