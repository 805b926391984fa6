//! The concerns that the story follows. `{street}`, `{cross}`, `{block}` and `{area}` become names of the town.

use crate::people::{Channel, ConcernKind};

/// A concern of the story.
pub(crate) struct Told {
    pub key: &'static str,
    pub called: &'static str,
    pub language: &'static str,
    pub kind: ConcernKind,
    pub channel: Channel,
    pub email: bool,
    pub days_ago: i64,
    pub at: (i8, i8),
    /// Id of a target, or code of a neighborhood.
    pub about: &'static str,
    pub place: &'static str,
    pub words: &'static str,
}

macro_rules! told {
    ($($key:literal $called:literal $language:literal $kind:ident $channel:ident $email:literal
       $days:literal $hour:literal : $minute:literal $about:literal $place:literal $words:literal;)*) => {
        /// All of them, by problem.
        pub(crate) const TOLD: [Told; [$($key),*].len()] = [$(Told {
            key: $key, called: $called, language: $language, kind: ConcernKind::$kind, channel: Channel::$channel,
            email: $email, days_ago: $days, at: ($hour, $minute), about: $about, place: $place, words: $words,
        }),*];
    };
}

told! {
    "mf-1" "Rosalía" "es" Surroundings Web true 356 6:50 "mill-flats" "Patio de atrás, {block}"
    "Es la tercera vez este invierno que mi carro amanece con el vidrio roto en el patio de atrás. Trabajo de noche y mis hijas pasan por ahí para ir a la escuela. Está tan oscuro que no se ve quién entra. ¿Pueden volver a poner luz?";
    "mf-2" "Dwayne" "en" Surroundings Meeting true 349 19:40 "mill-flats" "Old laundry building, {block}"
    "I said it at the tenants' meeting and I'll say it here. The old laundry building behind our court has had no door since Thanksgiving. People go in at night, things get smashed, and every Sunday we sweep glass off the lot.";
    "mf-3" "Mrs. Ilic" "en" Surroundings Person false 345 10:15 "mill-flats" "{block}"
    "Three mailboxes were torn off our wall, mine too. I am 74 and I don't take the trash out after supper any more. I don't want anybody locked up. I want the lamps back.";
    "mf-4" "Keisha" "en" Theft Web true 338 8:15 "mill-flats" "Parking court on {street} near {cross}"
    "Nine cars scratched along our parking court on Saturday night. My deductible is more than my car payment. We have called four times since fall and each time somebody nice writes a report. What happens after the report?";
    "ds-1" "Paul" "en" Theft Web true 316 17:55 "depot-square" "Bus depot, ticket hall"
    "My backpack went from under the bench in the time it took to buy a ticket. Laptop, insulin, house keys. The woman at the window says she hears this every week.";
    "ds-2" "Ana" "es" Theft Web true 302 20:10 "depot-square" "Parada de las rutas 4 y 9, {street}"
    "Me sacaron el celular subiendo al autobús de las 5:40. Todos empujamos por la misma puerta y nadie ve nada. Mi vecina perdió la cartera igual la semana pasada.";
    "ds-3" "Lucille" "en" Theft Person false 295 11:30 "depot-square" "Flower stand, {block}"
    "I run the flower stand across from the depot. Bikes disappear from the rack by the wall because nobody can see it, not even me. I have lent people bus fare three times this month.";
    "pl-1" "Brandon" "en" Theft Web true 83 18:20 "parking-lots" "Riverbend Garage, level 2"
    "Back window smashed on level 2 of the garage while I was at work. Only a gym bag gone. Two people on my floor had the same thing this fall. We pay 85 dollars a month to park there.";
    "pl-2" "Shauna" "en" Theft Phone true 78 9:15 "parking-lots" "Front Street Parking Lot"
    "I close the bakery at nine and walk to the Front Street lot alone. The pay machine corner is pitch dark. My car was gone through last Tuesday, and what scares me is that somebody was standing there and I couldn't see it.";
    "pl-3" "Eduardo" "es" Theft Web true 71 22:40 "parking-lots" "Estacionamiento de la terminal"
    "Dejo la camioneta en el estacionamiento de la terminal porque trabajo fuera. Me rompieron la ventana y se llevaron las herramientas. Sin herramientas no trabajo.";
    "ns-1" "Nick" "en" Violence Person false 44 15:10 "night-strip" "{street}, outside the bars"
    "I tend bar on Front Street. At two everybody is pushed out of five doors at once onto eight feet of sidewalk, there is one taxi, and the food truck line runs straight through it. It is the same shoving match every Friday and Saturday.";
    "ns-2" "Amelia" "en" Violence Web true 41 3:25 "night-strip" "Apartment above the shops, {block}"
    "It is 3 in the morning and I just watched a boy get punched to the ground from my window, again. I love living downtown. I would love it more if weekends didn't end like this.";
    "ns-3" "Joe" "en" Violence Web true 36 12:00 "night-strip" "Taxi stand at {street} and {cross}"
    "I drive a cab. I stopped picking up on Front after 2 because people fight over who gets in first. Give us a proper stand around the corner with a light and I'll come back, and so will the others.";
    "sc-1" "Beth" "en" Traffic Web true 9 8:40 "larkspur-park" "School crossing, {street} at {cross}"
    "Drivers use our street to skip the light on the avenue. Between 7:40 and 8:10 they come through at forty, right where the second graders cross. Yesterday a car went around the crossing guard.";
    "sc-2" "Farid" "en" Traffic Phone true 7 16:30 "larkspur-park" "{street} between {cross} and the school"
    "I volunteer as a crossing guard at the school. I have written down 31 cars in one morning that did not stop for my sign. I am not afraid for myself. I am afraid for the day I am sick.";
    "sc-3" "Maricela" "es" Traffic Meeting true 5 18:15 "larkspur-park" "Cruce de la escuela, {street}"
    "Mi hijo va solo a la escuela desde enero. En el cruce los carros no paran, y a esa hora todavía está oscuro. ¿Se puede poner un policía o un tope, por lo menos en la mañana?";
    "bw-1" "Carol" "en" Theft Phone true 17 13:20 "burglary-wave" "{block}"
    "They came in through the kitchen window while we were at work. Two days later the house behind ours. Everybody on the block is asking whether to stay home. What should we be doing?";
    "bw-2" "Sam" "en" Theft Web true 6 19:45 "burglary-wave" "{street} near {cross}"
    "Second break-in on our street in a week, both in the middle of the day, both through the back. Somebody rang our bell on Monday and walked off when the dog barked. I can describe the van but I don't want to accuse anyone.";
    "bw-3" "Lupe" "es" Theft Web true 2 21:30 "burglary-wave" "{block}"
    "Entraron a la casa de mi mamá por la puerta del patio. Ella vive sola y ahora no duerme. ¿Alguien puede venir a ver las chapas con ella?";
    "st-1" "Tasha" "en" Theft Web true 3 23:15 "store" "Fairmont Supermarket"
    "I work the registers at Fairmont. Since the side exit opened, carts just roll out of it, mostly late afternoon. We are told not to step in, and we shouldn't have to. But the night crew is scared and half the shelves are locked now.";
    "ct-1" "Greg" "en" Theft Web true 4 7:10 "car-theft-rise" "{block}"
    "Came out and my car was gone. Neighbor lost his two weeks ago, same make, same years. The tow yard says they have never seen so many from this side of town.";
}
