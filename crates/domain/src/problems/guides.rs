//! Problem-specific guides of the Center for Problem-Oriented Policing, by title: facts to find them by. Their text is
//! not ours to copy (free for noncommercial use), so there is a title and the library's address, nothing more.

use crate::problems::about::Behavior;

/// Where all of them stand.
pub const LIBRARY: &str = "https://popcenter.asu.edu/pop-guides";

/// A guide: short name, title, behaviors for which it is offered.
pub type Guide = (&'static str, &'static str, &'static [Behavior]);

use Behavior::{
    Conflicts as C, Consensual as S, Endangerment as E, Incivilities as I, Misuse as M, Predatory as P,
};

/// The guides, in the order of their groups.
pub const GUIDES: &[Guide] = &[
    ("bar-assaults", "Assaults in and Around Bars", &[P, C]),
    ("domestic-violence", "Domestic Violence", &[C, P]),
    ("stalking", "Stalking", &[P, C]),
    ("acquaintance-rape", "Acquaintance Rape of College Students", &[P]),
    ("child-abuse-home", "Child Abuse and Neglect in the Home", &[P]),
    ("elder-abuse", "Physical and Emotional Abuse of the Elderly", &[P]),
    ("witness-intimidation", "Witness Intimidation", &[P]),
    ("atm-robbery", "Robbery at Automated Teller Machines", &[P]),
    ("bank-robbery", "Bank Robbery", &[P]),
    ("taxi-robbery", "Robbery of Taxi Drivers", &[P]),
    ("convenience-robbery", "Robbery of Convenience Stores", &[P]),
    ("street-robbery", "Street Robbery", &[P]),
    ("home-invasion", "Home Invasion Robbery", &[P]),
    ("youth-gun-violence", "Gun Violence Among Serious Young Offenders", &[P, C]),
    ("gangs", "Gang Formation", &[P, C]),
    ("bullying", "Bullying in Schools", &[P, C]),
    ("school-threats", "School Threats", &[P, M]),
    ("bomb-threats", "Bomb Threats in Schools", &[M]),
    ("prescription-fraud", "Prescription Fraud", &[S]),
    ("house-burglary", "Burglary of Single-Family Houses", &[P]),
    ("retail-burglary", "Burglary of Retail Establishments", &[P]),
    ("construction-burglary", "Burglary at Single-Family House Construction Sites", &[P]),
    ("parking-theft", "Thefts of and From Cars in Parking Facilities", &[P]),
    ("street-car-theft", "Theft of and From Vehicles on Streets", &[P]),
    ("shoplifting", "Shoplifting", &[P]),
    ("stolen-goods", "Stolen Goods Markets", &[S]),
    ("metal-theft", "Theft of Scrap Metal", &[P]),
    ("bicycle-theft", "Bicycle Theft", &[P]),
    ("card-fraud", "Check and Card Fraud", &[P]),
    ("identity-theft", "Identity Theft", &[P]),
    ("elder-fraud", "Financial Crimes Against the Elderly", &[P]),
    ("school-vandalism", "School Vandalism and Break-Ins", &[P, I]),
    ("graffiti", "Graffiti", &[I]),
    ("farm-crime", "Crime on Farms", &[P]),
    ("disorderly-youth", "Disorderly Youth in Public Places", &[I, C]),
    ("loud-cars", "Loud Car Stereos", &[I]),
    ("parties", "Rave Parties", &[S, I]),
    ("student-riots", "Student Party Riots", &[I, C]),
    ("spectator-violence", "Spectator Violence in Stadiums", &[C]),
    ("panhandling", "Panhandling", &[I]),
    ("day-labor", "Disorder at Day Laborer Sites", &[I]),
    ("encampments", "Homeless Encampments", &[I, E]),
    ("public-intoxication", "Chronic Public Inebriation", &[E, I]),
    ("budget-motels", "Disorder at Budget Motels", &[I, S, P]),
    ("dogs", "Aggressive Dogs", &[E, I]),
    ("abandoned-vehicles", "Abandoned Vehicles", &[I]),
    ("abandoned-buildings", "Abandoned Buildings and Lots", &[I, P]),
    ("underage-drinking", "Underage Drinking", &[S]),
    ("false-alarms", "False Burglar Alarms", &[M]),
    ("911-misuse", "Misuse and Abuse of 911", &[M]),
    ("runaways", "Juvenile Runaways", &[E]),
    ("mental-illness", "People With Mental Illness", &[E, C]),
    ("speeding", "Speeding in Residential Areas", &[E]),
    ("drunk-driving", "Drunk Driving", &[E]),
    ("street-racing", "Street Racing", &[E, S]),
    ("cruising", "Cruising", &[I]),
    ("hit-and-run", "Hit-and-Run Crashes", &[E]),
    ("pedestrians", "Pedestrian Injuries and Fatalities", &[E]),
    ("apartment-dealing", "Drug Dealing in Privately Owned Apartment Complexes", &[S]),
    ("open-air-dealing", "Drug Dealing in Open-Air Markets", &[S]),
    ("meth-labs", "Clandestine Methamphetamine Labs", &[S, E]),
    ("cannabis-grows", "Marijuana Grow Operations", &[S]),
    ("prostitution", "Street Prostitution", &[S]),
    ("trafficking", "Exploitation of Trafficked Women", &[P]),
    ("response-crackdowns", "Response: Police Crackdowns", &[]),
    ("response-closing-streets", "Response: Closing Streets and Alleys", &[]),
    ("response-shifting", "Response: Shifting and Sharing Responsibility", &[]),
    ("response-video", "Response: Video Surveillance of Public Places", &[]),
    ("response-lighting", "Response: Improving Street Lighting", &[]),
    ("response-publicity", "Response: Crime Prevention Publicity Campaigns", &[]),
    ("response-cpted", "Response: Crime Prevention Through Environmental Design", &[]),
    ("response-deterrence", "Response: Focused Deterrence", &[]),
    ("response-forfeiture", "Response: Asset Forfeiture", &[]),
    ("response-stings", "Response: Sting Operations", &[]),
    ("tool-assessing", "Tool: Assessing Responses to Problems", &[]),
    ("tool-interviews", "Tool: Using Offender Interviews", &[]),
    ("tool-repeat-victims", "Tool: Analyzing Repeat Victimization", &[]),
    ("tool-businesses", "Tool: Partnering With Businesses", &[]),
    ("tool-risky-facilities", "Tool: Understanding Risky Facilities", &[]),
    ("tool-surveys", "Tool: Conducting Community Surveys", &[]),
    ("tool-displacement", "Tool: Analyzing Crime Displacement and Diffusion", &[]),
    ("tool-defining", "Tool: Identifying and Defining Policing Problems", &[]),
];

/// The title of a guide.
pub fn title(short: &str) -> Option<&'static str> {
    GUIDES.iter().find(|(name, ..)| *name == short).map(|(_, title, _)| *title)
}

/// Short names of all.
pub fn names() -> impl Iterator<Item = &'static str> {
    GUIDES.iter().map(|(name, ..)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_guide_stands_once_and_each_behavior_has_some() {
        let all: std::collections::BTreeSet<_> = names().collect();
        assert_eq!(all.len(), GUIDES.len());
        for behavior in Behavior::ALL {
            assert!(GUIDES.iter().filter(|(.., of)| of.contains(behavior)).count() >= 4, "{behavior:?}");
        }
    }
}
