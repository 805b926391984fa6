# Concerns of residents.
concern-kind-traffic = Speeding, parking or unsafe crossings
concern-kind-theft = Break-ins or theft
concern-kind-violence = Fights, threats or violence
concern-kind-noise = Noise or a quarrel among neighbors
concern-kind-drugs = Drugs or drinking in public
concern-kind-surroundings = Litter, dark places or empty buildings
concern-kind-other = Something else
concern-state-waiting = waits for an answer
concern-state-late = answer is late
concern-state-answered = answered
channel-web = On the web
channel-person = In person
channel-phone = By telephone
channel-meeting = At a meeting
delivery-waiting = on its way
delivery-sent = sent
delivery-failed = could not be delivered

# What a rule says.
refused-other-problem = This concern belongs to another problem. Look at it again before you tell what came of it.
refused-nobody-waits = Everybody who raised this was told already.
refused-no-incidents = There are no incidents yet. Import some first.
refused-month-not-whole = This month is not over yet, or the incident data do not reach its last day.
refused-month-before-data = This month lies before the incident data begin.
refused-month-frozen = This month is frozen already. What was published is never changed.
field-called = What may we call you?
