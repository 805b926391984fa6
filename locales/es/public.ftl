# Lo que leen los vecinos: la primera página, la página de un vecindario, el formulario, la página propia.
front-areas = Encuentre su vecindario
front-areas-words = Vea quiénes son sus agentes, en qué trabajan y qué resultó de lo que la gente dijo.
front-no-areas = Todavía no se han definido vecindarios.
front-follow = ¿Qué pasó con lo que les conté?
front-follow-words = Cuando nos contó algo, recibió un enlace secreto. Péguelo aquí, o solo su última parte.
front-link = Su enlace secreto
front-open = Abrir mi página
area-other = Otro vecindario
area-officers = Sus agentes
area-no-officers = Todavía no se nombra aquí a ningún agente de este vecindario. Lo que nos cuente llega igual a la persona correcta.
area-speaks-both = inglés y español
area-speaks-en = inglés
area-speaks-es = español
area-here-since = aquí desde { $month }
area-said-did = Usted dijo, hicimos
area-said-nothing = Todavía no hay nada aquí. Cuando la gente nos cuenta lo que le preocupa, aquí decimos qué hacemos.
area-said = Usted dijo
area-people = { $n ->
    [one] una persona
   *[other] { $count } personas
}
area-people-under = menos de { $n } personas
area-did-closed = Hicimos, terminado el { $day }
area-working = Estamos trabajando en esto
area-next-word = próxima noticia antes del { $day }
area-next-word-late = la próxima noticia era para el { $day }
area-words-of = al { $day }
area-steps = { $done } de { $all } pasos hechos
area-outcome-fell = Alrededor de { $share } menos que en lugares parecidos (entre { $low } y { $high }).
area-outcome-rose = Alrededor de { $share } más que en lugares parecidos (entre { $low } y { $high }).
area-outcome-fell-untold = Disminuyó, comparado con lugares parecidos.
area-outcome-rose-untold = Aumentó, comparado con lugares parecidos.
area-outcome-chance = Lo medimos. El cambio podría deberse al azar.
area-outcome-few = Hubo muy pocos incidentes para saber si ayudó.
area-answered = { $share } de lo que { $area } nos contó en el último año recibió respuesta.
area-answered-half = { $n ->
    [one] La mitad de las respuestas llegó en un día.
   *[other] La mitad de las respuestas llegó en { $count } días.
}
area-answered-none = En el último año nadie nos contó nada sobre { $area } cuya respuesta ya corresponda.
area-answered-few = Menos de { $n } personas nos contaron algo sobre { $area } en el último año: muy pocas para dar cifras.
area-late-none = Ninguna respuesta está atrasada.
area-late = { $n ->
    [one] Una respuesta está atrasada.
   *[other] { $count } respuestas están atrasadas.
}
area-late-under = Menos de { $n } respuestas están atrasadas.
area-happened = Qué pasó aquí
area-here = Aquí
area-usual-for = Habitual en { $month }
area-reading = Lectura
area-range = { $low } a { $high }
area-under = menos de { $n }
area-hidden = no se muestra
area-unknown = muy pronto para decirlo
usual-fewer = menos de lo habitual
usual-as = como de costumbre
usual-more = más de lo habitual
area-more-classes = { $n ->
    [one] Un tipo más
   *[other] { $count } tipos más
}
area-nothing-happened = No se registró nada aquí en { $month }.
area-figures-words = Incidentes denunciados en todo el vecindario durante un mes completo. Las cifras menores de { $n } no se dicen, para que no se reconozca a nadie.
area-hidden-words = Donde dice "no se muestra", el número revelaría otro que está oculto.
area-no-figures = Todavía no se han publicado cifras. Salen una vez al mes.
tell-area-unknown = No lo sé
tell-words = Toma unos dos minutos. No necesita cuenta ni dar su nombre.
tell-next = Qué pasa después
tell-next-reads = Lo lee un agente de su vecindario, y pueden leerlo otras personas de la policía que trabajen en ello. Nadie más.
tell-next-days = { $n ->
    [one] Usted recibe respuesta en un día.
   *[other] Usted recibe respuesta en { $count } días.
}
tell-next-page = Al enviarlo verá su referencia y un enlace secreto a su propia página. Allí estará la respuesta.
tell-next-private = Nada de lo que escriba se publica. Su correo se usa para las respuestas y para nada más.
tell-send = Enviar
tell-trap = Deje esto vacío
refused-look-again = Por favor, revise lo que escribió y envíelo de nuevo.
refused-no-such-link = Este no es uno de nuestros enlaces secretos. Termina en 32 letras y cifras; cópielo completo.
flash-concern-raised = Gracias. Lo recibimos. Guarde el enlace de abajo: es la única manera de volver a esta página.
flash-concern-again = Ya lo teníamos, así que nada se recibió dos veces. Esta es su página.
flash-thread-written = Gracias. Está en su página y nos han avisado.
thread-you = Usted
thread-waiting = Le prometimos una respuesta antes del { $day }.
thread-late = Nuestra respuesta está atrasada y lo sentimos. Es lo primero de nuestra lista.
thread-answered = Tiene nuestra respuesta. Si no le sirve, escríbanos de nuevo.
thread-write = Responder
thread-send = Enviar
thread-mailed = También se envió a su correo.
thread-mailing = También va en camino a su correo.
thread-not-mailed = No se pudo entregar en su correo. Está aquí.
keep-title = Guarde esto
keep-words = Guarde el enlace o anótelo. Quien lo tenga puede leer esta página y escribir en ella, así que no lo muestre a nadie más. En una computadora que usan otras personas, cierre esta ventana al terminar.
keep-reference = Su referencia
keep-link = Su enlace secreto
keep-copy = Copiar
keep-copied = Copiado
field-where = ¿Dónde es?
field-where-hint = Una esquina, una dirección, el nombre de un lugar.
refused-required-where = Diga dónde es, lo mejor que pueda, o elija el vecindario.
refused-required-kind = Elija de qué se trata. "Otra cosa" también sirve.
refused-required-words = Dígalo con sus palabras. Basta una frase.
refused-malformed-email = Escriba la dirección completa, como nombre@example.org.
field-words-hint = Qué pasa y cuándo. Por favor, describa lo que hacen las personas y no quiénes son.
field-called-hint = Basta un nombre.

# El mapa de lo que pasó en un mes
area-map-go = { $month } en el mapa
area-map-title = Qué pasó en { $area }
area-map-months = Meses
area-map-words = Incidentes denunciados en { $month }. Un punto representa un grupo de direcciones, no una casa.
area-map-none = No se puede mostrar nada en el mapa para { $month }. Las cifras del barrio están en su página.
area-map-list = Dónde, de más a menos
area-map-more = { $n ->
    [one] Un lugar más
   *[other] { $n } lugares más
}
area-map-label = Qué pasó en { $area } en { $month }
area-map-left-out = No están en el mapa: { $classes }. Sus cifras no se dicen este mes, o sus lugares no se muestran nunca.
area-map-homes = Cómo se protege la intimidad de los hogares
area-map-homes-points = { $n ->
    [one] Cada punto representa al menos una dirección.
   *[other] Cada punto representa al menos { $n } direcciones, y siempre las mismas. Mirar otra vez no dice nada más.
}
area-map-homes-month = Solo se dice el mes, nunca el día ni la hora.
area-map-homes-sensitive = La violencia en el hogar, los delitos sexuales, el acoso y otros parecidos nunca se muestran en un lugar.
area-map-homes-small = Un tipo de incidente está en el mapa solo donde todo el barrio tiene al menos { $n }, y donde esa cifra no delata otra oculta.
area-map-files = Lo mismo en archivos:
area-map-figures-csv = cifras (CSV)
area-map-points-csv = puntos (CSV)
area-map-points-geojson = puntos (GeoJSON)
area-map-catchments = qué direcciones representa un punto (GeoJSON)
map-spot-near = En { $street } o cerca
map-spot = Punto { $n }
thread-texted = También se le envió como mensaje de texto.
thread-texting = También va en camino como mensaje de texto.
thread-not-texted = No se le pudo enviar como mensaje de texto. Está aquí.
quarter-go = Lo que hicimos en { $area } en estos tres meses
field-quarter = Trimestre
quarter-title = En qué se trabajó en { $area }
quarter-span = { $first } a { $last }
quarter-so-far = hasta ahora
quarter-others = Otros trimestres
quarter-words = En qué problemas se trabajó en estos tres meses, y qué hicieron la policía y la gente del barrio. Las palabras son nuestras; los números salen del registro.
quarter-problems = Problemas
quarter-no-problems = En estos meses no se trabajó en ningún problema del que hayamos informado aquí.
quarter-since = se trabaja en esto desde el { $day }
quarter-closed-later = Se terminó después, el { $day }
quarter-police = { $n ->
    [one] La policía terminó un paso.
   *[other] La policía terminó { $count } pasos.
}
quarter-community = { $n ->
    [one] La comunidad terminó uno.
   *[other] La comunidad terminó { $count }.
}
quarter-no-steps = En estos meses no se terminó ningún paso.
quarter-meetings = Reuniones, campañas y vigilancia vecinal
quarter-no-meetings = En estos meses no hubo nada de eso.
quarter-called-off = se canceló: { $why }
quarter-answers = Nuestras respuestas
quarter-answered = El { $share } de lo que se nos dijo sobre { $area } en estos meses recibió respuesta.
quarter-answered-none = Nadie nos dijo nada sobre { $area } en estos meses cuya respuesta ya toque.
quarter-answered-few = Menos de { $n } personas nos dijeron algo sobre { $area } en estos meses: muy pocas para dar cifras.
