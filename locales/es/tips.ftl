# Pistas anónimas
action-give-tip = Dar una pista sin nombre y seguir con ella mediante su código
action-read-tips = Leer pistas; cada lectura queda en el registro
action-answer-tip = Contestar pistas, cerrarlas, unirlas a problemas e inquietudes
acts-tip = Pistas
page-tips-desk = Pistas
refused-tips-busy = Muchas personas escriben en este momento. No se pierde nada de lo suyo: envíelo otra vez en un minuto.
refused-tip-code-slip = Hay un error al escribirlo: un carácter está mal o dos cambiaron de lugar. Compárelo con su papel.
refused-tip-code-wrong = Este código no abre nada. Puede estar mal escrito, o lo que se escribió con él ya se borró.
refused-tip-code-not-the-same = No es el código de arriba. Escríbalo como está ahí.
refused-malformed-tip-code = Un código tiene cinco grupos de cuatro letras y números.
refused-tip-danger-first = Primero diga qué se hizo por las palabras que suenan a peligro.
refused-tip-closed-already = Esta pista ya está cerrada.
refused-tip-tie-unknown = No hay ningún problema ni inquietud con esta referencia.
refused-tip-tie-many = Una pista se puede unir a 20 registros como máximo.
refused-malformed-tip-tie = Una referencia se ve así: P-2026-0142 o C-2026-0007.

# Lo que ven quienes dan una
tips-window = Información
tips-title = Dé una pista sin su nombre
tips-front-words = Cuéntenos lo que sabe. No llegamos a saber quién es, y aun así puede leer nuestra respuesta.
tips-go = Dar una pista
tips-leave = Salir de esta página ya
tips-words = Escriba lo que sabe. No necesita cuenta ni nombre. Recibe un código: con él puede leer nuestra respuesta y escribir de nuevo. Sin él nadie puede, tampoco nosotros por usted.
tips-no-emergency = No es para emergencias
tips-not-at-once = Las pistas no se leen de inmediato.
field-tip-words = ¿Qué sabe?
field-tip-words-hint = Qué pasa, dónde y cuándo, y cómo lo sabe. Describa lo que hacen las personas. No ponga lo que solo usted podría saber si no quiere que le reconozcan.
tips-keep-title = Lo que conviene saber
tips-keep-code = En la página siguiente verá su código una sola vez. Guárdelo: no se le puede enviar ni hacer de nuevo.
tips-keep-nothing = No guardamos nombre, cuenta, cookie ni dirección de red suya. Sus palabras se guardan cifradas.
tips-keep-readers = Solo unos pocos supervisores y comandantes pueden leer las pistas, y cada lectura queda anotada.
tips-keep-days = { $n ->
    [one] Se borra un día después de la última palabra, suya o nuestra. Solo queda un número.
   *[other] Se borra { $count } días después de la última palabra, suya o nuestra. Solo queda un número.
}
tips-keep-files = Aquí no se pueden adjuntar fotos ni archivos: a menudo llevan un lugar o un nombre que nadie ve.
tips-cannot-title = Lo que no podemos ocultar
tips-cannot = Este aparato puede recordar que estuvo en este sitio, y su red puede ver que lo visitó, no lo que escribió. Use un aparato y una red solo suyos o una red pública, una ventana privada o Tor Browser. El botón de arriba sale rápido; no limpia el historial del aparato. Se guarda cuándo llegó una pista.
tips-send = Enviar la pista
tips-have-code = Tengo un código
tips-have-code-words = Lea nuestra respuesta y escriba de nuevo.
field-tip-code = Su código
field-tip-code-hint = Cinco grupos de cuatro. No importan mayúsculas, espacios ni guiones.
tips-open = Abrir
tips-new = Quiero dar una pista nueva
tips-given = Gracias. Guarde este código ahora.
tips-given-words = Se muestra solo esta vez. Anótelo a mano o imprímalo. La hoja impresa lleva el código y la dirección de la página, y ninguna palabra de su pista.
tips-code = Su código
tips-print = Imprimir
tips-code-care = Guárdelo donde no lo encuentre quien no deba leerlo. Mejor no como foto en un teléfono que otros usan.
tips-type-back = Escriba el código desde su papel, así los dos sabemos que lo tiene
tips-kept = Tengo el código
tips-danger = Sus palabras suenan a peligro ahora mismo. Avisamos a los supervisores, pero no es promesa de que alguien lo lea en este minuto. Llame, por favor.
tips-code-kept = El código funciona. Ya puede irse y volver con él.
tips-written = Lo tenemos. Vuelva con su código por la respuesta.
tips-thread = Su pista
tips-there-is-answer = Nuestra respuesta está abajo.
tips-no-answer-yet = Todavía nadie contestó.
tips-ends = Si nadie escribe, todo esto se borra después del { $day }.
field-tip-more = Escribir de nuevo
tips-send-more = Enviar
tips-come-back = Nadie puede avisarle cuando haya respuesta, porque no sabemos quién es. Vuelva a mirar en unos días.

# Lo que ven quienes las leen
tips-desk-words = Palabras de personas que no dieron su nombre. Nadie aquí puede averiguar quiénes son, y nadie debe intentarlo. Esta lista no lleva ninguna palabra de ellas; cada pista que se abre queda anotada en el registro.
tips-public-page = La página para pistas
tips-danger-first = Palabras de peligro
tips-danger-first-none = No esperan palabras de peligro.
tips-waiting = Escribieron al final
tips-waiting-none = Ninguna pista espera respuesta.
tips-answered = Escribimos al final
tips-answered-none = Ninguna. Cuando conteste una pista, estará aquí.
tips-closed = Cerradas
tips-closed-none = No hay pistas cerradas.
tips-erased = { $n ->
    [0] Este año no se borró ninguna.
    [one] Este año se borró una porque nadie escribía más en ella.
   *[other] Este año se borraron { $count } porque nadie escribía más en ellas.
}
tip-above = Pista anónima
tip-danger = peligro
tip-state-waiting = nos espera
tip-state-answered = contestada
tip-state-closed = cerrada
tip-last = Última palabra { $when }
tip-writer = Quien la escribió
tip-danger-words = Léala ahora y actúe. No se puede llamar a nadie: la persona lee lo que usted escriba aquí.
tip-talk = Lo que se dijo
tip-answer = Contestar
field-tip-answer = Su respuesta
field-tip-answer-hint = La persona la lee solo cuando vuelve con el código. Su nombre no se muestra. No pida nada que deje ver quién es.
tip-send = Dejar la respuesta
tip-facts = Sobre esta pista
tip-received = Llegó
tip-language = Escrita en la página en
tip-language-en = inglés
tip-language-es = español
tip-ends = Se borra si nadie escribe
tip-close = Cerrarla
tip-ties = Problemas e inquietudes
tip-ties-words = Únala a lo que trata. Ninguna palabra de la pista va allí; lo que aprenda de ella, compruébelo y escríbalo con sus palabras.
tip-tie = Unir
tip-untie = Quitar
field-tip-tie = Referencia
field-tip-tie-hint = P-2026-0142 o C-2026-0007
today-tips = Pistas sin nombre
thread-tip = Pista anónima { $token }
flash-tip-answered = La respuesta espera a quien tenga el código.
flash-tip-closed = Cerrada. Se abre de nuevo si la persona escribe.
flash-tip-tied = Unida.
