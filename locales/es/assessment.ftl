# Evaluación: el plan, el resultado.
refused-no-controls = El plan no tiene con qué comparar. Elija primero al menos un lugar de comparación.
refused-no-data = Todavía no hay incidentes que contar. Importe algunos primero.
refused-no-fair-baseline = Los datos tienen menos de tres meses completos que no sirvieron para encontrar este problema. Importe incidentes anteriores o espere a que haya más meses.
refused-no-month-after = Todavía no ha pasado un mes completo desde que empezó la respuesta, o los datos no llegan hasta ahí. Importe incidentes más nuevos o vuelva más tarde.
refused-no-place = Aún no se sabe dónde está este problema. Asígnele primero un sector o un vecindario.
refused-not-started = La respuesta aún no ha empezado; no hay nada que medir.
refused-plan-changed = El plan cambió mientras se contaba. Vuelva a mirarlo.

# El plan.
field-controls = Lugares de comparación
field-months-before = Meses antes
field-months-before-hint = Los años completos cuentan igual cada temporada.
field-months-after = Meses después
plan-window = { $from } a { $to }
plan-words = Decida ahora cómo sabrá si funcionó. Cuando empieza la respuesta, este plan queda sellado, para que nadie pueda elegir después los meses o lugares que mejor se vean.
plan-none = Todavía no hay un plan para saber si funcionó. Hágalo antes de que empiece la respuesta.
plan-waits-start = El plan está listo. Se sella cuando empieza la respuesta.
plan-waits-end = Los meses de después terminan el { $day }. Puede medir antes; la página dirá entonces que aún no es el resultado.
plan-make = Hacer el plan
plan-change = Ver el plan
plan-save = Guardar el plan
plan-look = Probar estas opciones
plan-stop = Todavía no se puede hacer un plan
plan-is-sealed = Este plan está sellado
plan-is-sealed-words = Si lo cambia, la página muestra que se cambió y por qué.
plan-sealed = Plan sellado el { $day } (sello { $hash }).
plan-deviates = El plan se cambió después de que empezó la respuesta
plan-sees = Con este diseño se podría esperar ver una baja de { $fall } o más.
plan-sees-nothing = Hay muy pocos incidentes: con este diseño no se vería ni siquiera un cese total.
plan-sees-how = «Se podría esperar» significa: en 4 de 5 casos. Los datos abarcan { $data }.
plan-warnings = Conviene saber
plan-warning-short-baseline = Menos de un año antes: una temporada puede parecer un efecto.
plan-warning-part-of-year = Los meses de antes no son años completos; algunas temporadas cuentan dos veces.
plan-warning-few-incidents = Menos de 30 incidentes antes. Solo se verá un cambio grande.
plan-warning-empty-months = En algunos de estos meses no hay nada registrado. Tal vez faltan datos.
plan-warning-no-controls = No hay nada elegido con qué comparar.
plan-warning-other-levels = Muy pocos lugares tienen tantos incidentes. Estos tienen más o menos, pero se movieron igual.
plan-warning-none-alike = Ningún lugar de este tamaño se parece. En su lugar se compara con todo lo de alrededor.
plan-warning-sees-nothing = Las cifras son muy pequeñas para ver algún cambio. Cuente más clases o más tiempo.
plan-warning-no-start-day = La respuesta aún no tiene primer día; se tomó hoy.
plan-warning-not-chosen-by-scanning = Nadie anotó qué meses llamaron la atención. Si se eligió por un pico reciente, deje fuera esos meses: un pico baja por sí solo.
plan-what = Qué se cuenta y cuándo
plan-chosen = Meses que llamaron la atención, no se cuentan
plan-class-count = { $n ->
    [one] { $count } cerca, antes
   *[other] { $count } cerca, antes
}
plan-power = Qué se podría ver
plan-power-caption = Menor baja que se ve en 4 de 5 casos
plan-power-months = Meses después
plan-power-expected = Se esperan si no se hace nada
plan-power-fall = Baja
plan-no-fall = ninguna
plan-power-words = Con más meses o más lugares de comparación se ven bajas menores.
plan-controls = Comparado con
plan-controls-words = Lugares del mismo tamaño, lejos del área tratada y sus anillos, que antes tenían más o menos tantos incidentes y se movieron igual.
plan-looked-at = { $n ->
    [0] No se miró ningún lugar.
    [one] Se miró { $count } lugar.
   *[other] Se miraron { $count } lugares.
}
plan-balance = Cuánto se parecen
plan-before = Antes
plan-level = Nivel
plan-drift = Se apartó
plan-balance-words = Nivel: veces el del área tratada. Se apartó: cuánto se movió distinto en los meses de antes.
plan-by-rule = por la regla
plan-treated = Tratada
plan-a-month = { $n } al mes
plan-times = { $times } ×
plan-rest = Todo lo de alrededor ({ $name })
plan-nameless = Un lugar sin nombre
plan-map = Área tratada, anillos y lugares de comparación
flash-plan-saved = Se guardó el plan.

# El resultado.
result-heading = Resultado de la evaluación
result-worked = ¿Funcionó?
result-open = Resultado con sus meses
result-measure = Medir ahora
result-again = Medir otra vez
result-none = Todavía no hay resultado
result-incidents = Estos incidentes
result-fell = { $what }: bajó cerca de { $change } en comparación con lugares parecidos. Estamos 95 % seguros de que la baja está entre { $low } y { $high }.
result-rose = { $what }: subió cerca de { $change } en comparación con lugares parecidos. Estamos 95 % seguros de que el alza está entre { $low } y { $high }.
result-chance = Ningún cambio claro: podría ser azar. { $what }, en comparación con lugares parecidos: desde una baja de { $fall } hasta un alza de { $rise }, todo cabe en las cifras.
result-chance-wide = Ningún cambio claro: podría ser azar.
result-too-few = Son muy pocos para saberlo: { $before } antes, { $after } después. Solo se vería un cambio drástico.
result-counts = { $before } antes, { $after } después en el área tratada; { $others_before } antes, { $others_after } después en los lugares de comparación. { $months_before } meses antes, { $months_after } después.
result-places = { $n ->
    [one] { $count } lugar de comparación.
   *[other] { $count } lugares de comparación.
}
result-interim = Aún no es el resultado: van { $counted } de { $all } meses. Los meses de después terminan el { $day }.
result-chart = { $what }, por mes
result-chart-words = El área tratada frente a lo que hacen esperar lugares parecidos. En la banda gris estaría un mes sin ningún efecto en 19 de 20 casos.
result-chart-own = área tratada
result-chart-expected = se esperaba
result-chart-start = empieza la respuesta
result-title = ¿Cambió algo en otra parte?
result-area = Área
result-before = Antes
result-after = Después
result-change = Frente a comparación
result-reading = Lectura
result-treated = Tratada: { $name }
result-ring = Anillo { $name }
result-between = { $low } a { $high }
result-no-ratio = ninguno
result-method = Cómo se midió
result-how = El cambio en el área tratada se comparó con el cambio en los lugares de comparación durante los mismos meses. Lo que comparten, como la temporada o un cambio en las denuncias, se cancela.
result-how-t = Las cifras saltan { $dispersion } veces lo que haría el puro azar (la dispersión); el intervalo lo toma en cuenta. Es la t de Student con { $df } grados de libertad sobre el logaritmo de la razón.
result-how-exact = Una cifra es pequeña, así que se usó la prueba exacta, que no necesita números grandes.
result-how-both = Una cifra es pequeña y las cifras saltan { $dispersion } veces lo que haría el puro azar. Entre la prueba exacta y la t de Student con { $df } grados de libertad se tomó la más prudente.
result-how-none = No había nada registrado en los meses de antes, o nada en los lugares de comparación; no hay razón que calcular.
result-wdd = En incidentes: { $estimate } frente a lo esperado, intervalo del 95 % de { $low } a { $high } (diferencia ponderada de desplazamiento; menos de 0 es una baja).
result-how-rings = Los anillos muestran si se movió al lado, o si el lado también mejoró. Dos anillos son dos ocasiones de engañarse, así que cada uno debe mostrar más para contar.
result-how-chosen = Los meses que llamaron la atención ({ $days }) no se cuentan: un lugar elegido por su pico baja por sí solo.
result-measured = Medido: { $when }.
result-months = Mes por mes
result-month = Mes
result-months-words = «Se esperaba» es lo que tuvieron los lugares de comparación, llevado al nivel que tenía antes el área tratada.
result-csv = Descargar como CSV
flash-result-measured = Medido.
