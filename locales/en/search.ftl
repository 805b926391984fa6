page-search = Search
search-for = Search: { $words }
search-hint = Words of a title, a statement, a place, a type of problem, a technique, a partner. Every word has to be there; parts of words count.
search-do = Search
search-none = Nothing holds all of "{ $words }"
search-none-words = Try fewer words, or a part of one. You find only what you may see.
search-count = { $n ->
    [one] { $count } result
   *[other] { $count } results
}
search-problems = Problems
search-concerns = Concerns
search-tasks = Tasks
search-partners = Partners
search-full = The newest 20 are shown. Another word narrows it.
