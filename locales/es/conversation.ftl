# The inbox, promises, what is owed on a thread, whether it helped.
inbox-piles = De quién
inbox-mine = Lo mío
inbox-nobodys = Aún de nadie
inbox-late = Con los supervisores
inbox-all = De todos
inbox-none-mine = No le debe respuesta a nadie
inbox-none-nobodys = Cada conversación tiene a alguien
inbox-none-late = Nada está atrasado
inbox-none-all = No se debe nada a nadie
inbox-none-mine-words = Aquí están las inquietudes nuevas de su sector, las promesas que hizo y los vecinos que vuelven a escribir, primero lo que vence antes.
inbox-none-words = Aquí está lo que se debe a los vecinos, primero lo que vence antes.
inbox-no-owner = nadie lo tiene aún
inbox-danger = Suena a peligro
inbox-danger-words = Lea esto primero. Llame al vecino o avise a la central si alguien corre peligro, y luego diga qué se hizo.
inbox-danger-tag = suena a peligro
inbox-reopened = abierto de nuevo
inbox-answer-due = responder antes del { $day }
inbox-answer-today = responder hoy
inbox-answer-late = respuesta atrasada desde { $day }
inbox-promise-due = promesa para el { $day }
inbox-promise-today = promesa para hoy
inbox-promise-late = promesa atrasada desde { $day }
concern-fact-owner = Lo tiene
owner-change = Dárselo a alguien
owner-button = Dárselo
flash-thread-owned = Hecho. Está en la bandeja de esa persona.
refused-cannot-answer = Esta persona no puede responder a los vecinos por ahora.
promises-title = Promesas
promise-make = Prometer algo
promise-button = Prometerlo
promise-end = ¿Qué fue de ella?
promise-end-label = Qué se hizo, o por qué no. El vecino lo lee.
promise-was-kept = Se cumplió
promise-was-broken = No se cumplió
promise-open = antes del { $day }
promise-late = atrasada desde { $day }
promise-kept = cumplida
promise-kept-late = cumplida, pero tarde
promise-broken = no cumplida
promise-letter = { $promise }

    Puede contar con ello a más tardar el { $day }.
letter-day = { $day } de { $month ->
    [1] enero
    [2] febrero
    [3] marzo
    [4] abril
    [5] mayo
    [6] junio
    [7] julio
    [8] agosto
    [9] septiembre
    [10] octubre
    [11] noviembre
   *[12] diciembre
} de { $year }
field-promise = ¿Qué promete?
field-promise-hint = El vecino lo lee con estas palabras. Prometa lo que está en sus manos.
field-promise-due = ¿Para cuándo?
refused-required-promise = Escriba lo que promete.
refused-required-promise-due = Elija el día para el que estará hecho.
refused-past-day = Ese día ya pasó.
refused-too-far = Elija un día dentro de un año.
refused-promise-ended = Ya está escrito qué fue de esta promesa.
flash-promise-made = Prometido. Está en la conversación de { $reference } y en su bandeja hasta que se cumpla.
flash-promise-kept = Cumplida. El vecino de { $reference } lee lo que hizo.
flash-promise-broken = El vecino de { $reference } lee por qué no se cumplió.
contact-title = Anotar lo que el vecino le contó
contact-button = Ponerlo en la conversación
field-told = ¿Qué dijo?
field-told-hint = Con sus palabras. Queda en su página, con la misma referencia.
refused-required-told = Anote lo que dijo.
flash-contact-written = Ya está en la conversación de { $reference }.
channel-paper = En papel
danger-title = Estas palabras suenan a peligro inmediato
danger-words = Quizá alguien necesita ayuda ahora. Los supervisores recibieron un aviso.
danger-seen-label = ¿Qué se hizo?
danger-seen-button = Alguien ya lo atendió
refused-required-note = Diga en una frase qué se hizo.
refused-no-danger-waits = Alguien ya lo atendió.
flash-danger-seen = Gracias. { $reference } ya no está arriba en la bandeja.
notice-subject-danger = Lea esto ahora: palabras que suenan a peligro
notice-danger = Un vecino escribió palabras que suenan a peligro inmediato. Léalas ahora y actúe: { $what }
notice-subject-late = Hay vecinos que esperan más de lo prometido
notice-threads-late = Estas respuestas o promesas se atrasaron y ahora le toca a usted cuidarlas: { $what }

# A resident's own page.
thread-danger = Lo que escribió suena como si alguien corriera peligro. Esta página no se vigila todo el tiempo. Por favor llame ahora; también avisamos a alguien aquí para que lo lea.
helped-title = ¿Le sirvió?
helped-yes = Sí
helped-partly = En parte
helped-no = No
rated-yes = sirvió
rated-partly = sirvió en parte
rated-no = no sirvió
rated-you-yes = Usted dijo: sirvió
rated-you-partly = Usted dijo: sirvió en parte
rated-you-no = Usted dijo: no sirvió
refused-not-answered-yet = Aún no hay respuesta.
refused-still-open = Ya le debemos una respuesta. Puede escribirnos arriba.
flash-thread-rated = Gracias. Nos ayuda a ver qué funciona.
reopen-title = No está resuelto: abrirlo de nuevo
reopen-button = Abrirlo de nuevo
field-helped = ¿Sirvió?
field-note = Qué se hizo, o por qué no
field-again = ¿Qué sigue mal?
refused-required-again = Díganos en una frase qué sigue mal.
flash-thread-reopened = Está abierto de nuevo. Recibirá respuesta como si fuera nuevo.
steps-title = Lo que ha pasado hasta ahora
step-received = Lo recibimos
step-owned = Lo tiene { $name }
step-owned-somebody = Lo tiene alguien de los oficiales de su vecindario
step-answered = Respondimos
step-escalated = Se atrasó y pasó a un supervisor
step-promised = Le prometimos algo para el { $day }
step-kept = Cumplimos una promesa
step-broken = No pudimos cumplir una promesa, y dijimos por qué

# Before a report of a suspicious person.
nudge-title = Una mirada más antes de enviarlo
nudge-words = ¿Qué hizo la persona? Cuéntenos los actos que vio, como probar puertas de carros o mirar por ventanas. Cómo se ve alguien, o que usted no le conoce, no ayuda a nadie. Cambie sus palabras o envíelas como están.
page-inbox-aside = Apartados
aside-words = Lo que llegó por correo o mensaje de texto y no está en ningún hilo. No se tira nada: mire aquí de vez en cuando.
aside-look = Por mirar
aside-bounces = Avisos de servidores de correo
aside-machines = Escritos por máquinas
aside-none = Nada.
aside-too-many = Este remitente empezó muchos hilos en un día.
aside-stop-unproven = Pide no recibir nada más, pero no llegó a una dirección nuestra que muestre de quién es. Pregunte antes de actuar: cualquiera puede escribir cualquier remitente.
aside-no-answer = No hay dirección ni número a los que responder.
aside-not-ours = No trata de ninguna carta nuestra, o lo finge. No se cambió nada.
aside-loop = Vino de una de nuestras propias direcciones.
aside-empty = No tiene palabras.
inbound-new = Nuevo
inbound-reply = Respuesta
inbound-survey-answer = Dice si ayudó
inbound-keyword = Palabra clave
inbound-bounce = No entregado
inbound-auto-reply = Automático
inbound-set-aside = Apartado
aside-seen-to = Ya vistos
aside-older = Anteriores
aside-nobody = Sin remitente
aside-danger = Suena a peligro
aside-begin = Empezar un hilo
aside-stop = No enviarle nada más
aside-done = Nada que hacer
aside-unreadable = Sus partes están anidadas demasiado hondo para leerlas. Solo se conoce el encabezado.
aside-machine-answer = Un programa respondió solo.
aside-machine-server = Lo escribió un servidor de correo.
aside-machine-absence = Un aviso de ausencia.
aside-machine-list = Lo pasó una lista de correo; puede haberlo escrito una persona.
aside-bounce = El servidor de correo dice: { $said }
inbound-seen-to = Visto
flash-thread-begun = Empezó un hilo con este mensaje.
flash-seen-to = Anotado.
refused-seen-to = Alguien ya vio este mensaje.
refused-aside-wordless = No hay palabras con las que empezar un hilo.
