page-search = Buscar
search-for = Buscar: { $words }
search-hint = Palabras de un título, un planteamiento, un lugar, un tipo de problema, una técnica, un aliado. Tienen que estar todas; valen partes de palabras.
search-do = Buscar
search-none = No hay nada que contenga todo «{ $words }»
search-none-words = Pruebe con menos palabras o con parte de una. Usted encuentra solo lo que puede ver.
search-count = { $n ->
    [one] { $count } resultado
   *[other] { $count } resultados
}
search-problems = Problemas
search-concerns = Inquietudes
search-tasks = Tareas
search-partners = Aliados
search-full = Se muestran los 20 más recientes. Otra palabra acota la búsqueda.
