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
