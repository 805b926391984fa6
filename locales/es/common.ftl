# Palabras del marco y de las piezas que usa cada página.
skip-to-main = Ir al contenido
search-label = Buscar problemas, lugares, aliados, inquietudes
my-account = Mi cuenta
sign-out = Cerrar sesión
sign-in-staff = Iniciar sesión (personal y aliados)
nav-areas = Áreas de trabajo
nav-main = Principal
nav-languages = Idioma
nav-today = Hoy
nav-problems = Problemas
nav-partnerships = Alianzas
nav-organization = Organización
nav-personnel = Personal
nav-information = Información
nav-inbox = Buzón
nav-log = Registro
nav-map = Mapa
nav-more = Más
page-today = Hoy
page-problems = Problemas
page-tasks = Tareas
page-concerns = Inquietudes de los vecinos
page-inbox = Buzón
page-partners = Organizaciones aliadas
page-people = Personas
page-areas = Zonas y vecindarios
page-settings = Ajustes
page-permissions = Quién puede hacer qué
page-personnel = Personal
page-information = Información
page-import = Importaciones
page-incidents = Incidentes
page-releases = Cifras públicas
foot-zone = Las horas son de { $zone }.
foot-danger = ¿Está en peligro ahora? Llame al { $number }.
front-title = Su policía, su vecindario
front-choose-agency = Elija su agencia
front-no-agency = Aquí todavía no hay ninguna agencia. Quien administra esta instalación puede añadir una desde la línea de comandos.
front-danger = ¿Está en peligro ahora? Llame al { $number }. Para todo lo demás, está en el lugar correcto.
front-tell-us = Díganos qué le preocupa
form-errors = { $n ->
    [one] Hay una cosa que revisar
   *[other] Hay { $count } cosas que revisar
}
form-optional = (opcional)
form-choose = Elija una opción
pager-label = Páginas
pager-next = Página siguiente
pager-first = Volver a la primera página
step-done = Hecho:
thread-title = El hilo
ago-now = ahora mismo
ago-minutes = { $n ->
    [one] hace un minuto
   *[other] hace { $count } minutos
}
ago-hours = { $n ->
    [one] hace una hora
   *[other] hace { $count } horas
}
ago-days = { $n ->
    [one] ayer
   *[other] hace { $count } días
}
in-minutes = { $n ->
    [one] en un minuto
   *[other] en { $count } minutos
}
in-hours = { $n ->
    [one] en una hora
   *[other] en { $count } horas
}
in-days = { $n ->
    [one] mañana
   *[other] en { $count } días
}
form-none = Ninguno
weekday-1 = lun
weekday-2 = mar
weekday-3 = mié
weekday-4 = jue
weekday-5 = vie
weekday-6 = sáb
weekday-7 = dom
