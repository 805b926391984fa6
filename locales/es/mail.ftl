# Cartas a residentes.
mail-hello = Hola:
mail-hello-name = Hola, { $called }:
mail-receipt-subject = Recibimos lo que nos contó ({ $reference })
mail-receipt-words = Gracias por contárselo a { $agency }. Su referencia es { $reference }. Si no fue usted quien nos escribió, alguien dio su dirección por error: no tiene que hacer nada.
mail-receipt-next = Una persona lo leerá y le responderá en { $days ->
    [one] un día
   *[other] { $days } días
}. La respuesta llegará a esta dirección y quedará en su página.
mail-answer-subject = Una respuesta a lo que nos contó ({ $reference })
mail-answer-words = Usted le contó a { $agency } algo que le preocupa ({ $reference }). Esta es la respuesta:
mail-link = Lea todo y responda en su página:
mail-link-secret = La dirección de su página es secreta: quien la tenga puede leerla y escribir en ella. Por favor, no la comparta.
mail-without-link = Para responder, use el enlace secreto que recibió cuando nos lo contó.
mail-not-read = Nadie lee las respuestas a este correo.
mail-answer-here = O simplemente responda a este correo: nos llega y queda en su página.
mail-above = ## Por favor, escriba arriba de esta línea ##

# Mensajes de texto. Los mismos valores.
sms-receipt = { $agency }: recibimos lo que escribió ({ $reference }). Una persona lo leerá y responderá en { $days ->
    [one] un día
   *[other] { $days } días
}. Para decir más, responda a este mensaje.
sms-page = Su página:
sms-danger = ¿Está en peligro ahora? Llame al { $number }.
sms-helped = ¿Le ayudó? Responda SÍ, EN PARTE o NO, o escríbanos.
sms-stop = ALTO termina los mensajes. AYUDA explica.
answer-stopped = { $agency }: ya no recibirá mensajes aquí. Para recibirlos de nuevo, responda INICIAR.
answer-started = { $agency }: vuelve a recibir mensajes aquí. ALTO los termina.
answer-help = { $agency }: escriba aquí lo que le preocupa y una persona le responderá. Nadie vigila esto a toda hora: en peligro llame al { $number }. Su red puede cobrar los mensajes. ALTO los termina.
answer-left-out = Gracias, su mensaje llegó a { $agency }. No se pudo recibir lo adjunto: { $parts }. Por favor, escriba lo importante en el mensaje mismo, o muéstrelo en la ventanilla.
mail-danger = ¿Está en peligro ahora? Llame al { $number }.
# Cartas a personas con cuenta. $called, $agency, $when, $what (una dirección de red, el nombre de una clave, nombres).
notice-subject = Algo cambió en su cuenta
notice-subject-agency = Hay que mirar las cuentas de { $agency }
notice-recovery-used = Se usó un código de recuperación para entrar en su cuenta, desde { $what }. No sirve otra vez. Si quedan pocos, cree nuevos en la página de su cuenta.
notice-password-changed = Se cambió la contraseña de su cuenta.
notice-phone-changed = Otro teléfono muestra ahora los códigos de un solo uso de su cuenta.
notice-codes-made = Se crearon nuevos códigos de recuperación para su cuenta. Los anteriores ya no funcionan.
notice-passkey-added = Se agregó una clave de acceso a su cuenta: { $what }.
notice-passkey-removed = Se quitó una clave de acceso de su cuenta: { $what }.
notice-passkey-copied = Se rechazó una clave de acceso de su cuenta porque su contador retrocedió. Puede haber una copia. Quite esa clave en la página de su cuenta y agréguela de nuevo.
notice-administrators-locked = Tras intentos equivocados, ningún administrador de { $agency } puede entrar con contraseña en este momento. Las claves de acceso funcionan. Quien opera el servidor puede abrir una cuenta en seguida: commonbeat person unlock EMAIL. Puede que alguien intente entrar: mire los intentos rechazados en el registro de auditoría.
notice-accounts-idle = Estas cuentas no se usaron en 90 días y ahora están bloqueadas: { $what }. Desbloquee en la página de personas las que aún hacen falta, y cierre las demás.
notice-when = Cuándo: { $when }
notice-not-you = Si no fue usted, avise en seguida a su administrador: su cuenta se puede bloquear en un minuto. Nadie le pedirá nunca una contraseña o un código.
notice-subject-head = Cabeza del registro de auditoría de { $agency }
notice-trail-head = Esta es la cabeza del registro de auditoría de hoy. Guarde esta carta fuera del sistema: con ella, una verificación posterior encuentra también un final cortado. Péguela bajo “¿Está íntegro el registro?” o désela a commonbeat audit verify --head.

    { $what }
notice-trail-broken-subject = El registro de auditoría de { $agency } no se puede escribir
notice-trail-broken = El registro de auditoría no se puede escribir en este momento. Nada que deba dejar allí una fila se hace hasta que se pueda: escribir, entrar, lecturas sensibles. Mire el servidor ahora; lo más frecuente es que su disco esté lleno: commonbeat doctor dice qué falla. Una vez arreglado, verifique el registro y anote lo ocurrido.

# Informes sobre fuentes, para quien las configuró. $feed es su nombre.
mail-feed-imported = { $feed }: llegaron datos nuevos
mail-feed-imported-words = Se leyó el archivo: { $rows } filas, de ellas { $new } nuevas, { $changed } cambiadas, { $unchanged } ya conocidas, { $refused } no guardadas.
mail-feed-vanished = Registros de estos días que ya no están en el archivo: { $n }. Siguen contando.
mail-feed-unchanged = { $feed }: nada nuevo
mail-feed-unchanged-words = { $feed } no trajo nada nuevo.
mail-feed-reshaped = { $feed }: el archivo tiene otras columnas, no se importó nada
mail-feed-reshaped-words = { $file } tiene otras columnas que los archivos anteriores. No se importó nada de él.
mail-feed-added = Nuevas: { $columns }
mail-feed-removed = Ya no están: { $columns }
mail-feed-moved = Las columnas son las mismas, en otro orden.
mail-feed-failed = { $feed }: no se pudo traer el archivo
mail-feed-failed-words = No se trajo nada: { $why }
mail-feed-late = { $feed }: sin datos nuevos
mail-feed-late-words = No llegan datos nuevos desde hace más de { $hours } horas.
mail-feed-page = Su página:
