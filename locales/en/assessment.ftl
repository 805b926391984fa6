# Assessment: the plan, the result.
refused-no-controls = The plan has nothing to compare with. Choose at least one comparison place first.
refused-no-data = There are no incidents yet to count. Import some first.
refused-no-fair-baseline = The data hold fewer than three whole months that had no part in finding this problem. Import earlier incidents, or wait until there are more months.
refused-no-month-after = No whole month has passed since the response started, or the incident data do not reach that far. Import newer incidents, or come back later.
refused-no-place = Nobody knows yet where this problem lies. Give it a beat or a neighborhood first.
refused-not-started = The response has not started yet; there is nothing to measure.
refused-plan-changed = The plan was changed while this was being counted. Look at it again.
