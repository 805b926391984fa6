# What scanning finds, and what becomes of it.
candidate-kind-hot_place = Hot place
candidate-kind-repeat_place = Repeat place
candidate-kind-rise = Rise
candidate-kind-concern_cluster = Concerns close together
decision-open = Not decided
decision-accepted = Became a problem
decision-joined = Joined to a problem
decision-dismissed = Dismissed
decision-gone = No longer found
