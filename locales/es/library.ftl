page-library = Qué funcionó
problems-view-library = Qué funcionó
library-words = Problemas cerrados de esta agencia, y los que enviaron otras, contados juntos. «No se puede saber» es una respuesta honesta y cuenta como las demás.
library-technique = Técnica
library-offense = Clase
library-cases = { $n ->
    [one] { $count } caso
   *[other] { $count } casos
}
library-none = Ningún caso coincide
library-none-words = Los casos llegan aquí cuando un problema se cierra con una conclusión. Elija otros arriba, o añada abajo los casos de otra agencia.
library-all = Todos los casos que coinciden
library-by-technique = Por técnica
library-to-read = Los casos para leer
library-caution = Se juntan los casos medidos hasta el final frente a zonas de comparación, según el plan que se cerró. A menudo actuaron varias técnicas a la vez: esto no dice cuál lo logró. Faltan los problemas que nadie cerró, así que puede parecer mejor de lo que es.
library-fell = En { $cases } casos: { $change } de media frente a lugares parecidos, intervalo del 95 % de { $low } a { $high }.
library-rose = En { $cases } casos hubo un aumento: { $change } de media frente a lugares parecidos, intervalo del 95 % de { $low } a { $high }.
library-chance = En { $cases } casos, ningún cambio claro: { $change } de media, y encaja cualquier cosa de { $low } a { $high }.
library-next = El próximo caso de este tipo puede quedar en cualquier punto de { $low } a { $high }.
library-too-few = Se pueden juntar menos de dos casos. Léalos uno por uno.
library-of = { $what }, de { $agency }
library-unmeasured = Sin medir frente a nada.
library-counts = { $before } antes, { $after } después
library-change = { $change } frente a lugares parecidos (intervalo del 95 % de { $low } a { $high })
library-running = no se contaron todos los meses posteriores
library-alone = no se junta con otros
library-export = Nuestros casos en un archivo
library-import = Casos de otra agencia
library-import-words = Un archivo hecho con Commonbeat en otro lugar. No contiene personas ni lugares; sus palabras estaban en una página pública.
library-file = Archivo
library-take = Añadirlos
flash-library-imported = { $count } casos de { $agency } están en la biblioteca.
