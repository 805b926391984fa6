//! Anonymous tips.

use jiff::Error;

use crate::people::cast::SERGEANT;
use crate::script::events::What;
use crate::script::telling::Story;

/// Everything of it.
pub(super) fn tell(story: &mut Story) -> Result<(), Error> {
    let given = [
        (
            "tip-copper",
            19,
            (22, 40),
            false,
            "Two vans load copper pipe behind the old mill, most Tuesdays after eleven at night. They use the gate by the river and bring it out under a tarpaulin. I live close by and would rather not say where.",
        ),
        (
            "tip-bikes",
            6,
            (7, 15),
            true,
            "En el garaje de la calle Loom guardan muchas bicicletas. Las traen de noche, las pintan y se las llevan los sábados en una camioneta blanca.",
        ),
        (
            "tip-lot",
            1,
            (18, 5),
            false,
            "The side door of the Second Street garage does not lock. People wait inside the stairwell in the evening and try the doors of cars when somebody has driven in.",
        ),
    ];
    for (tip, ago, at, spanish, words) in given {
        let (tip, words) = (tip.to_owned(), words.to_owned());
        story.event(ago, at, "", What::TipGiven { tip, words, spanish })?;
    }
    let told = |tip: &str, words: &str| (tip.to_owned(), words.to_owned());
    let (tip, words) = told(
        "tip-copper",
        "Thank you. That helps. Do you know whether the gate is locked on other nights? Do not go closer to find out.",
    );
    story.event(18, (9, 30), SERGEANT, What::TipAnswered { tip, words })?;
    let (tip, words) =
        told("tip-copper", "It has a chain, but the lock only hangs there. Everybody here knows.");
    story.event(15, (23, 10), "", What::TipWrittenTo { tip, words })?;
    let (tip, words) = told(
        "tip-copper",
        "We talked with the owner of the mill. There is a new lock, and a lamp at the gate since Monday. If it goes on, write again.",
    );
    story.event(11, (10, 20), SERGEANT, What::TipAnswered { tip, words })?;
    let (tip, words) = told(
        "tip-bikes",
        "Gracias. ¿Recuerda desde cuándo? Basta con el mes. No pregunte a nadie por nosotros.",
    );
    story.event(5, (8, 45), SERGEANT, What::TipAnswered { tip, words })
}
