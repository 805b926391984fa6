# What categories mean, and weights of harm.
action-map-categories = Say what categories mean
page-categories = Categories
categories-title = What categories mean
categories-words = Each category of your data has a class, on which scanning and figures stand, and where it is an offense its NIBRS code, on which harm stands.
categories-open = { $n ->
    [0] Every category was decided on.
    [one] Nobody decided on one category yet; its profile gives it a class.
   *[other] Nobody decided on { $count } categories yet; their profiles give them a class.
}
categories-accept = { $n ->
    [one] Accept one proposal
   *[other] Accept { $count } proposals
}
categories-accept-sure = Accept every proposal that names an offense?
categories-all = All
categories-undecided = Not decided
categories-caption = Categories, most frequent first
categories-none = No categories yet
categories-none-words = They come with the first import.
categories-shown = The first { $n } are shown
categories-foot = Harm is relative: an ordinary theft is 1.
categories-back = All categories
category-label = Category
category-rows = Records
category-meaning = Class
category-nibrs = NIBRS offense
category-harm = Harm
category-state = Decision
category-decided = decided
category-proposed = proposed
category-no-offense = No offense
category-last = Newest
category-now = Classed now as
category-none-now = not in the data now
category-why-same = The name is the offense’s own.
category-why-words = The name says “{ $name }”.
category-why-class = The class stands for this offense.
category-why-nothing = Neither name nor class says an offense.
category-decide = What does it mean?
category-proposal = Proposed:
category-save = Decide
category-history = What was decided
category-history-none = Nobody decided on it yet.
category-by-profile = as in the profile
category-operator = The operator
category-changed = from { $before } to { $after }
category-reclassed = { $n ->
    [0] No record had to change its class.
    [one] One record changed its class.
   *[other] { $count } records changed their class.
}
category-reclassing = Records are being gone through.
flash-categories-accepted = { $n } categories were decided on as proposed.
flash-category-decided = The category was decided on. Records that are here already follow in a moment.
field-nibrs = NIBRS offense
field-nibrs-hint = What it would be reported as. Calls that report no offense have none.
harm-title = Weights of harm
harm-words = The weight says how much harm one incident does, where an ordinary theft is 1. Scanning ranks what it finds by it.
harm-not-for = It orders work. It is no measure of a person’s suffering, no price, and no ground to rate people, officers or neighborhoods.
harm-license = Loaded index. Used under: { $license }
harm-classes = Classes
harm-classes-words = In use is the mean of the categories of a class, each counted as often as it is in your data.
harm-default = Default
harm-used = In use
harm-codes = NIBRS offenses
harm-codes-words = Weights of offenses
harm-own = Your own weights
harm-own-none = None: the defaults hold.
harm-reset = Back to the defaults
harm-reset-sure = Forget all your own weights?
harm-set = Set one weight
harm-set-go = Set
harm-load = Load an index
harm-load-words = An index that your agency may use takes the place of all your own weights.
harm-load-go = Load
harm-load-sure = Put this index in the place of your own weights?
harm-unfit = This index cannot be loaded
flash-harm-set = The weight was set. The next scan uses it.
flash-harm-loaded = The index was loaded: { $n } weights.
flash-harm-reset = The defaults hold again.
field-weighed = For what
field-weighed-hint = A NIBRS code such as 13A, a class such as burglary, or a category in your own words.
field-weight = Weight
field-weight-hint = Leave it empty to take your own weight back.
field-source = Name of the index
field-license = Under which license or agreement you may use it
field-index = The index
field-index-hint = Lines of code, class or category, and weight: 13A, 120
