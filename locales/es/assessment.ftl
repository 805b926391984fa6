# Evaluación: el plan, el resultado.
refused-no-controls = El plan no tiene con qué comparar. Elija primero al menos un lugar de comparación.
refused-no-data = Todavía no hay incidentes que contar. Importe algunos primero.
refused-no-fair-baseline = Los datos tienen menos de tres meses completos que no sirvieron para encontrar este problema. Importe incidentes anteriores o espere a que haya más meses.
refused-no-month-after = Todavía no ha pasado un mes completo desde que empezó la respuesta, o los datos no llegan hasta ahí. Importe incidentes más nuevos o vuelva más tarde.
refused-no-place = Aún no se sabe dónde está este problema. Asígnele primero un sector o un vecindario.
refused-not-started = La respuesta aún no ha empezado; no hay nada que medir.
refused-plan-changed = El plan cambió mientras se contaba. Vuelva a mirarlo.
