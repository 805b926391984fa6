use super::*;

const DANGER: [(&str, &str); 32] = [
    ("There is a man with a gun outside the school", "weapon"),
    ("He's holding a knife!!", "weapon"),
    ("my neighbor pulled out a pistol. please come", "weapon"),
    ("He has a rifle pointed at me", "weapon"),
    ("shots fired on Mill road", "shots"),
    ("We just heard shots behind the house", "shots"),
    ("someone is shooting at the bus stop", "shots"),
    ("My ex says he is going to kill me", "threat"),
    ("he’s gonna shoot my brother", "threat"),
    ("i want to end my life", "self-harm"),
    ("my son overdosed", "self-harm"),
    ("he is beating his girlfriend in the parking lot", "attack"),
    ("They're attacking a man at the pier", "attack"),
    ("Somebody is breaking into my garage right now", "break-in"),
    ("please help now", "help-now"),
    ("SEND POLICE HURRY", "help-now"),
    ("she isn't breathing", "medical"),
    ("the house next door is on fire", "fire"),
    ("he won't let me leave", "taken"),
    ("Hay un hombre con una pistola afuera", "weapon"),
    ("Trae un cuchillo y está gritando", "weapon"),
    ("Se oyen balazos en la esquina", "shots"),
    ("Mi esposo quiere matarme", "threat"),
    ("dice que me va a matar", "threat"),
    ("me quiero morir", "self-harm"),
    ("Le está pegando a su novia", "attack"),
    ("se están metiendo a la casa, ayuda", "break-in"),
    ("¡Auxilio!", "help-now"),
    ("manden a alguien ahora", "help-now"),
    ("mi abuelo no respira", "medical"),
    ("huele a gas en todo el edificio", "fire"),
    ("no me deja salir de la casa", "taken"),
];

/// What residents write about every day, and what only looks alike.
const NEAR_MISSES: [&str; 40] = [
    "Cars race past when school lets out; someone will get killed here one day.",
    "These drivers are going to kill my kid at this crossing.",
    "The noise from the shotgun house on Gunnison Street keeps us up.",
    "Kids shooting hoops until midnight.",
    "They are shooting hoops and shouting.",
    "Please shoot me an email when you know more.",
    "The knife sharpener parks in the fire lane.",
    "Can you help with parking near the fire station?",
    "My car was broken into yesterday, a window is smashed.",
    "Last month a man with a gun robbed the store.",
    "Two years ago somebody was stabbed at this corner.",
    "There used to be people with knives here.",
    "Fireworks every night, they sound like shots.",
    "Do I need a permit? My father has a gun permit and asks about safe storage.",
    "The kid next door has a toy gun.",
    "They were killing time at the bus stop.",
    "My dog is going to die of the heat if the pool stays closed, said my daughter laughing.",
    "I could die of embarrassment, we have no street light.",
    "Would you come to our suicide awareness evening about suicidal thoughts and where to get help?",
    "Grill for sale, the offer is hot; the street is not on fire sale.",
    "We need help to organize a neighborhood watch.",
    "Please help us understand the new parking rule.",
    "A movie about a kidnapping will be filmed on our block.",
    "The speeding trucks will kill us all one day.",
    "Somebody beats a drum every evening.",
    "The music is beating through the wall.",
    "She said the dog will kill her cat.",
    "The water gun fight went on till ten with water guns and guns that squirt water.",
    "It happened a week ago: he said he would shoot me.",
    "Los carros van a matarnos en este cruce.",
    "Hace un año hubo disparos aquí.",
    "El perro del vecino va a matarla, a la gata.",
    "Ayer un hombre con un cuchillo robó la tienda.",
    "Me muero de risa con la música del vecino.",
    "¿Nos ayuda con el permiso de la fiesta?",
    "La música está pegando fuerte, retumba en la puerta.",
    "Queremos ayuda para limpiar el parque.",
    "El mes pasado se oyeron tiros.",
    "Los niños juegan con una pistola de agua.",
    "Cada noche truenan cohetes, parece balacera.",
];

#[test]
fn words_of_present_danger_are_found_in_both_languages() {
    let missed: Vec<_> = DANGER
        .iter()
        .filter(|(words, rule)| sounds_like(words) != Some(*rule))
        .map(|(w, _)| (w, sounds_like(w)))
        .collect();
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn everyday_words_that_look_alike_call_nobody() {
    let called: Vec<_> = NEAR_MISSES.iter().filter_map(|w| Some((w, sounds_like(w)?))).collect();
    assert!(called.is_empty(), "{called:#?}");
}

#[test]
fn what_was_yesterday_does_not_hide_what_is_now() {
    assert_eq!(sounds_like("Yesterday he only shouted. Today he has a knife."), Some("weapon"));
    assert_eq!(sounds_like("Come at once, he has a knife, hurry before he uses it"), Some("weapon"));
    assert_eq!(sounds_like("he is going to kill me, we are on Oak Street in his car"), Some("threat"));
    assert_eq!(sounds_like("HE HAS\u{a0}A  KNIFE"), Some("weapon"));
}

#[test]
fn every_rule_can_be_read_and_is_met_by_one_of_the_examples() {
    let rules = include_str!("words.txt").lines().filter(|l| l.starts_with("en |") || l.starts_with("es |"));
    assert_eq!(RULES.len(), rules.count());
    assert!(RULES.iter().all(|rule| !rule.pattern.is_empty()));
    let named: std::collections::BTreeSet<_> = RULES.iter().map(|rule| rule.name).collect();
    let met: std::collections::BTreeSet<_> = DANGER.iter().map(|(_, rule)| *rule).collect();
    assert_eq!(named, met);
}

#[test]
fn a_long_text_is_read_in_no_time() {
    let long = "he has a long walk with his dog and wants to tell it ".repeat(150);
    assert_eq!(sounds_like(&long), None);
}
