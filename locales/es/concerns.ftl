# Inquietudes de los vecinos.
concern-kind-traffic = Velocidad, estacionamiento o cruces peligrosos
concern-kind-theft = Robos o hurtos
concern-kind-violence = Peleas, amenazas o violencia
concern-kind-noise = Ruido o conflicto entre vecinos
concern-kind-drugs = Drogas o alcohol en la vía pública
concern-kind-surroundings = Basura, lugares oscuros o edificios vacíos
concern-kind-other = Otra cosa
concern-state-waiting = espera respuesta
concern-state-late = respuesta atrasada
concern-state-answered = respondida
channel-web = Por la web
channel-person = En persona
channel-phone = Por teléfono
channel-meeting = En una reunión
delivery-waiting = en camino
delivery-sent = enviado
delivery-failed = no se pudo entregar

# Lo que dice una regla.
refused-other-problem = Esta inquietud pertenece a otro problema. Revísela antes de contar qué resultó.
refused-nobody-waits = Ya se informó a todas las personas que lo contaron.
refused-no-incidents = Todavía no hay incidentes. Impórtelos primero.
refused-month-not-whole = Este mes no ha terminado, o los datos de incidentes no llegan a su último día.
refused-month-before-data = Este mes es anterior al comienzo de los datos de incidentes.
refused-month-frozen = Este mes ya está cerrado. Lo publicado nunca se cambia.
field-called = ¿Cómo podemos llamarle?

# La bandeja, una conversación, una inquietud anotada.
concerns-title = Inquietudes de los vecinos
concerns-log = Anotar una
concerns-piles = Grupos
concerns-owed = Esperan respuesta
concerns-all = Todas, las más nuevas primero
concerns-filter = Filtrar
concerns-any = Cualquiera
concerns-show = Mostrar
concerns-late = { $n ->
    [one] Una respuesta está atrasada
   *[other] { $count } respuestas están atrasadas
}
concerns-none = Todavía no hay inquietudes
concerns-none-owed = Nadie espera respuesta
concerns-none-words = Lo que los vecinos cuentan en las páginas públicas, o en persona, está aquí con lo más urgente primero.
concerns-none-filtered = Nada coincide con este filtro
concerns-unfilter = Mostrar todo
concern-due-today = para hoy
concern-late-since = atrasada desde el { $day }
concern-wrote-again = escribió de nuevo
concern-talk = Lo que se dijo
concern-answer = Responder
concern-answer-label = Su respuesta
concern-answer-goes = Aparece con su nombre en la página del vecino y sale por correo.
concern-answer-stays = El vecino no dejó correo: aparece con su nombre en la página del vecino.
concern-start-with = Empezar con:
answer-name-read = lo leímos
answer-name-counting = lo vemos de cerca
answer-name-done = lo que se hizo
answer-name-others = decide otra entidad
answer-hello = Hola:
answer-hello-name = Hola, { $called }:
answer-start-read = Gracias por contárnoslo. Lo leí y soy agente de su vecindario. Lo siguiente que haré es: 

    Tendrá noticias mías antes del 
answer-start-counting = Gracias. Antes de actuar queremos saber con qué frecuencia pasa y cuándo. Observaremos del ... al ..., y le diré qué encontramos antes del 
answer-start-done = Usted nos contó esto, y este es el resultado: 

    Si vuelve a pasar, escríbame aquí. 
answer-start-others = Gracias por contárnoslo. Esto lo decide ... y no la policía. Lo pasé a ... el ..., y volveré a preguntar el 
concern-send = Enviar la respuesta
concern-is-outcome = Esto cuenta qué resultó de { $reference }; sin ello el problema no puede cerrarse
concern-outcome-told = qué resultó
concern-reads-en = Este vecino lee inglés
concern-reads-es = Este vecino lee español
concern-resident = Vecino
concern-resident-told = Vecino, anotado por { $name }
concern-agency = La policía
concern-not-given = no se indicó
concern-facts = Datos
concern-fact-where = Dónde
concern-fact-area = Vecindario
concern-fact-beat = Sector
concern-fact-came = Cómo llegó
concern-fact-called = Se llama
concern-fact-email = Correo
concern-fact-answered = Primera respuesta
concern-similar = Otras parecidas, últimos 90 días
concern-problem = Hacerla parte de un problema
concern-make-problem = Abrir un problema con ella
concern-open-problem = Abrir el problema
concern-attach = Unirla a un problema abierto
concern-move = Pasarla a otro problema
concern-attach-button = Unir
concern-answer-all = Responder a todos los que lo contaron
concern-this = Esta inquietud
concern-in-problem = Parte de un problema
concern-no-problem = Un problema, si hay algo más
concern-told-later = Se le cuenta al vecino qué resultó
delivery-failed-refused = El servidor de destino rechaza esta dirección.
delivery-failed-gave-up = El servidor de correo no lo aceptó, por más que se intentó.
delivery-failed-no-server = No hay servidor de correo configurado.
flash-concern-answered = Respondida. Está en la conversación de { $reference }.
flash-concern-attached = { $reference } ya es parte del problema.
flash-problem-of-concern = { $reference } está abierto, con las palabras del vecino como primera descripción.
flash-all-answered = Se respondió a todos los que esperaban.
page-log = Anotar una inquietud
log-title = Anote lo que le contaron
log-words = Lo que le contaron, en sus palabras
log-called = ¿Cómo podemos llamarle a esta persona?
log-save = Guardar
logged-title = Guardado
logged-words = Dele al vecino la referencia y el enlace: llevan a la respuesta.
logged-mailed = Ambos van también al correo del vecino.
logged-link = El enlace secreto del vecino
logged-next = Anotar otra
logged-open = Abrirla
to-all-title = Responder a todos los que lo contaron
to-all-back = Volver al problema
to-all-none = Ningún vecino contó esto
to-all-none-words = Cuando se unan inquietudes al problema, aquí se responde a quienes las contaron.
to-all-waiting = { $n ->
    [one] Una persona espera saber qué resultó
   *[other] { $count } personas esperan saber qué resultó
}
to-all-label = Una respuesta para todos los que esperan
to-all-hint = Cada quien la lee en su página, y por correo si dejó dirección. Escriba en los idiomas que leen.
to-all-send = Enviar a todos los que esperan
to-all-done = A todos se les contó qué resultó.
to-all-who = Quiénes lo contaron
to-all-told = informado
to-all-not-told = sin informar
to-all-by-mail = página y correo
to-all-by-page = página
channel-email = Por correo electrónico
channel-sms = Por mensaje de texto
delivery-delivered = llegó
delivery-failed-bounced = Fue aceptado y volvió: ahí no se encuentra a nadie.
delivery-failed-stopped = La persona pidió no recibir nada más.
concern-fact-phone = Teléfono
concern-answer-texts = Aparece con su nombre en la página del vecino y sale como mensaje de texto. Pocas palabras cuestan menos.
concern-answer-stopped = Esta dirección o número pidió no recibir nada más: aparece con su nombre solo en la página del vecino.
concern-others = Otros de la misma persona
