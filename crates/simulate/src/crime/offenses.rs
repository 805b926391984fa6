//! What happens, how often, where and how it is written down: codes and shares as in Chicago's published incidents.

use crate::crime::rhythm::Rhythm;

/// Where an offense looks for its address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Venue {
    Home,
    Apartment,
    Garage,
    Porch,
    Street,
    Sidewalk,
    Alley,
    Business,
    Store,
    LargeStore,
    School,
    Bar,
    Restaurant,
    Park,
    ParkingLot,
    GasStation,
    Hotel,
    Bank,
    Clinic,
    Depot,
}

impl Venue {
    pub const COUNT: usize = 20;

    /// As in the column `Location Description`.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Home => "RESIDENCE",
            Self::Apartment => "APARTMENT",
            Self::Garage => "RESIDENCE-GARAGE",
            Self::Porch => "RESIDENCE PORCH/HALLWAY",
            Self::Street => "STREET",
            Self::Sidewalk => "SIDEWALK",
            Self::Alley => "ALLEY",
            Self::Business => "COMMERCIAL / BUSINESS OFFICE",
            Self::Store => "SMALL RETAIL STORE",
            Self::LargeStore => "DEPARTMENT STORE",
            Self::School => "SCHOOL, PUBLIC, BUILDING",
            Self::Bar => "BAR OR TAVERN",
            Self::Restaurant => "RESTAURANT",
            Self::Park => "PARK PROPERTY",
            Self::ParkingLot => "PARKING LOT/GARAGE(NON.RESID.)",
            Self::GasStation => "GAS STATION",
            Self::Hotel => "HOTEL/MOTEL",
            Self::Bank => "BANK",
            Self::Clinic => "MEDICAL/DENTAL OFFICE",
            Self::Depot => "CTA BUS STOP",
        }
    }

    /// Whether it happens in the open street in front of an address.
    pub const fn in_the_street(self) -> bool {
        matches!(self, Self::Street | Self::Sidewalk | Self::Alley)
    }
}

/// One kind of incident, a row of Chicago's code list (IUCR).
#[derive(Debug)]
pub(crate) struct Offense {
    pub iucr: &'static str,
    pub primary: &'static str,
    pub description: &'static str,
    pub fbi: &'static str,
    /// Share of all incidents, per thousand.
    pub share: f64,
    pub rhythm: Rhythm,
    pub venues: &'static [(Venue, u8)],
    /// Per hundred: arrest made, domestic, time unknown and written as midnight.
    pub arrest: u8,
    pub domestic: u8,
    pub midnight: u8,
    /// Mean delay until it is reported, in hours.
    pub delay: u16,
    /// Noticed only later: mean length of the possible span in hours, 0 when the moment is known.
    pub span: u16,
}

impl Offense {
    /// Weight of the harm done, in days of starting-point sentence, rounded; for ranking, not for judging.
    pub fn harm(&self) -> u32 {
        harm_weight(self.primary)
    }
}

/// Harm of one incident of a primary type, in days, so that a hundred thefts do not outweigh a homicide. The scale is
/// this town's own, of the order of published sentencing-based harm indexes.
pub fn harm_weight(primary: &str) -> u32 {
    match primary {
        "HOMICIDE" => 5_475,
        "CRIM SEXUAL ASSAULT" => 1_825,
        "KIDNAPPING" => 1_200,
        "ROBBERY" => 365,
        "ARSON" => 180,
        "SEX OFFENSE" | "OFFENSE INVOLVING CHILDREN" => 270,
        "WEAPONS VIOLATION" => 90,
        "STALKING" | "INTIMIDATION" => 60,
        "BURGLARY" => 42,
        "BATTERY" => 30,
        "ASSAULT" => 20,
        "MOTOR VEHICLE THEFT" => 14,
        "DECEPTIVE PRACTICE" => 5,
        "CRIMINAL DAMAGE" | "THEFT" => 3,
        "NARCOTICS" => 3,
        _ => 2,
    }
}

macro_rules! offenses {
    ($($iucr:literal $primary:literal $description:literal $fbi:literal $share:literal $rhythm:ident
       [$($venue:ident $w:literal),*] $arrest:literal $domestic:literal $midnight:literal $delay:literal $span:literal;)*) => {
        /// Every kind of incident that the town knows.
        pub(crate) const OFFENSES: &[Offense] = &[$(Offense {
            iucr: $iucr, primary: $primary, description: $description, fbi: $fbi, share: $share,
            rhythm: Rhythm::$rhythm, venues: &[$((Venue::$venue, $w)),*],
            arrest: $arrest, domestic: $domestic, midnight: $midnight, delay: $delay, span: $span,
        }),*];
    };
}

offenses! {
    "0860" "THEFT" "RETAIL THEFT" "06" 46.0 Shop [Store 40, LargeStore 42, GasStation 10, Restaurant 2] 38 0 0 1 0;
    "0820" "THEFT" "$500 AND UNDER" "06" 92.0 Evening [Street 32, Home 14, Apartment 8, ParkingLot 16, Porch 8, School 5, Park 6, Restaurant 5, Depot 3] 5 2 6 14 6;
    "0810" "THEFT" "OVER $500" "06" 50.0 Overnight [Street 38, Home 16, Apartment 8, ParkingLot 20, Business 8, Hotel 4] 3 1 6 14 6;
    "0890" "THEFT" "FROM BUILDING" "06" 28.0 Office [Business 30, School 14, Clinic 6, Restaurant 14, Hotel 8, Home 14, Apartment 8] 6 3 5 20 6;
    "0870" "THEFT" "POCKET-PICKING" "06" 5.0 Evening [Depot 24, Street 24, Bar 24, Store 12] 3 0 1 2 0;
    "0880" "THEFT" "PURSE-SNATCHING" "06" 3.0 Evening [Sidewalk 40, Depot 10, ParkingLot 10, Restaurant 10] 6 0 0 1 0;
    "0486" "BATTERY" "DOMESTIC BATTERY SIMPLE" "08B" 95.0 AtHome [Home 44, Apartment 46, Street 6, Porch 6] 24 100 1 3 0;
    "0460" "BATTERY" "SIMPLE" "08B" 62.0 Nightlife [Street 22, Sidewalk 22, Bar 16, Apartment 10, School 8, Restaurant 4, Depot 3, Park 5] 17 3 2 4 0;
    "0430" "BATTERY" "AGGRAVATED: OTHER DANG WEAPON" "04B" 9.0 Nightlife [Street 30, Sidewalk 20, Bar 16, Apartment 12] 30 12 1 1 0;
    "041A" "BATTERY" "AGGRAVATED: HANDGUN" "04B" 4.0 Nightlife [Street 46, Sidewalk 26, Alley 10, Apartment 6] 14 4 0 0 0;
    "0560" "ASSAULT" "SIMPLE" "08A" 46.0 Evening [Street 20, Sidewalk 14, Home 14, Apartment 14, School 12, Business 8, Depot 3] 14 22 2 5 0;
    "051A" "ASSAULT" "AGGRAVATED: HANDGUN" "04A" 6.0 Evening [Street 44, Sidewalk 24, Apartment 8, ParkingLot 8] 16 10 1 1 0;
    "1320" "CRIMINAL DAMAGE" "TO VEHICLE" "14" 52.0 Overnight [Street 56, ParkingLot 16, Garage 6, Home 10] 3 8 6 12 7;
    "1310" "CRIMINAL DAMAGE" "TO PROPERTY" "14" 48.0 Evening [Home 26, Apartment 24, Business 10, Store 8, School 6, Garage 4, Park 6] 7 16 3 12 8;
    "1305" "CRIMINAL DAMAGE" "CRIMINAL DEFACEMENT" "14" 12.0 ClosedShop [Business 26, School 14, Park 20, Alley 20, Depot 6] 6 0 8 24 12;
    "0610" "BURGLARY" "FORCIBLE ENTRY" "05" 34.0 EmptyHome [Home 60, Apartment 26, Garage 14] 4 1 3 7 8;
    "0620" "BURGLARY" "UNLAWFUL ENTRY" "05" 19.0 EmptyHome [Home 40, Apartment 20, Garage 30] 6 2 3 9 9;
    "0610" "BURGLARY" "FORCIBLE ENTRY" "05" 9.0 ClosedShop [Business 50, Store 30, Restaurant 20] 8 0 2 6 9;
    "0630" "BURGLARY" "ATTEMPT FORCIBLE ENTRY" "05" 4.0 EmptyHome [Home 50, Apartment 20, Garage 10] 4 0 2 6 7;
    "0910" "MOTOR VEHICLE THEFT" "AUTOMOBILE" "07" 40.0 Overnight [Street 66, ParkingLot 14, GasStation 5, Garage 5, Home 6] 4 2 3 6 9;
    "1153" "DECEPTIVE PRACTICE" "FINANCIAL IDENTITY THEFT OVER $ 300" "11" 26.0 Office [Home 56, Apartment 28, Bank 6] 1 1 30 400 0;
    "1150" "DECEPTIVE PRACTICE" "CREDIT CARD FRAUD" "11" 18.0 Office [Home 40, Apartment 24, GasStation 8, Store 12] 3 1 18 160 0;
    "1130" "DECEPTIVE PRACTICE" "FRAUD OR CONFIDENCE GAME" "11" 13.0 Office [Home 44, Apartment 26, Business 8, Store 6] 4 2 12 120 0;
    "1210" "DECEPTIVE PRACTICE" "THEFT OF LABOR/SERVICES" "11" 6.0 Evening [Restaurant 30, GasStation 30, Street 20] 40 0 1 3 0;
    "1811" "NARCOTICS" "POSS: CANNABIS 30GMS OR LESS" "18" 16.0 Evening [Sidewalk 34, Street 34, Alley 8, Park 10, School 5] 99 0 0 0 0;
    "2024" "NARCOTICS" "POSS: HEROIN(WHITE)" "18" 14.0 Evening [Sidewalk 36, Street 30, Alley 12, Apartment 6, Hotel 4] 99 0 0 0 0;
    "2825" "OTHER OFFENSE" "HARASSMENT BY TELEPHONE" "26" 24.0 AtHome [Home 50, Apartment 40, Business 4] 3 32 4 40 0;
    "2826" "OTHER OFFENSE" "HARASSMENT BY ELECTRONIC MEANS" "26" 18.0 AtHome [Home 46, Apartment 40, School 8] 3 36 5 60 0;
    "4387" "OTHER OFFENSE" "VIOLATE ORDER OF PROTECTION" "26" 12.0 AtHome [Home 46, Apartment 40, Street 6] 34 92 1 6 0;
    "5002" "OTHER OFFENSE" "OTHER VEHICLE OFFENSE" "26" 10.0 Flat [Street 80, ParkingLot 14] 24 0 2 8 0;
    "1330" "CRIMINAL TRESPASS" "TO LAND" "26" 18.0 Evening [Store 24, Apartment 20, Business 16, School 8, Park 6, Hotel 8] 56 3 0 0 0;
    "1365" "CRIMINAL TRESPASS" "TO RESIDENCE" "26" 5.0 AtHome [Home 50, Apartment 46] 24 22 1 1 0;
    "0320" "ROBBERY" "STRONGARM - NO WEAPON" "03" 15.0 Evening [Sidewalk 44, Street 26, Alley 8, Depot 6, ParkingLot 6] 9 1 1 1 0;
    "031A" "ROBBERY" "ARMED: HANDGUN" "03" 12.0 Evening [Sidewalk 40, Street 26, Alley 8, GasStation 8, Store 10] 7 0 0 0 0;
    "143A" "WEAPONS VIOLATION" "UNLAWFUL POSS OF HANDGUN" "15" 10.0 Nightlife [Street 44, Sidewalk 30, Alley 8, Apartment 6] 84 1 0 0 0;
    "1752" "OFFENSE INVOLVING CHILDREN" "AGG CRIM SEX ABUSE FAM MEMBER" "20" 3.0 AtHome [Home 60, Apartment 40] 12 60 34 900 0;
    "1750" "OFFENSE INVOLVING CHILDREN" "CHILD ABUSE" "20" 9.0 AtHome [Home 50, Apartment 40] 12 50 14 70 0;
    "0281" "CRIM SEXUAL ASSAULT" "NON-AGGRAVATED" "02" 6.0 Nightlife [Home 40, Apartment 40, Hotel 8] 9 14 12 200 0;
    "1563" "SEX OFFENSE" "CRIMINAL SEXUAL ABUSE" "17" 4.0 Evening [Home 30, Apartment 24, Street 12, School 10] 16 8 10 160 0;
    "0470" "PUBLIC PEACE VIOLATION" "RECKLESS CONDUCT" "24" 10.0 Evening [Street 50, Sidewalk 26, Park 8] 56 2 1 0 0;
    "2250" "LIQUOR LAW VIOLATION" "LIQUOR LICENSE VIOLATION" "22" 3.0 Nightlife [Bar 50, Store 30] 96 0 0 0 0;
    "3731" "INTERFERENCE WITH PUBLIC OFFICER" "OBSTRUCTING IDENTIFICATION" "24" 3.0 Evening [Street 60, Sidewalk 30] 96 0 0 0 0;
    "1020" "ARSON" "BY FIRE" "09" 2.0 ClosedShop [Home 20, Garage 24, Alley 20, Street 20] 10 5 2 2 0;
    "0580" "STALKING" "SIMPLE" "08A" 2.0 AtHome [Home 46, Apartment 30, Business 10] 10 50 6 60 0;
    "1792" "KIDNAPPING" "CHILD ABDUCTION/STRANGER" "20" 0.3 School [Street 40, Sidewalk 40] 6 4 0 1 0;
    "0110" "HOMICIDE" "FIRST DEGREE MURDER" "01A" 0.12 Nightlife [Street 50, Apartment 16, Home 16, Alley 10] 45 12 0 0 0;
}

/// The first row with this code and rhythm-independent description.
pub(crate) fn row(iucr: &str) -> u8 {
    OFFENSES.iter().position(|o| o.iucr == iucr).map_or(0, |at| at as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_make_about_a_thousand_and_no_row_lacks_a_venue() {
        let sum: f64 = OFFENSES.iter().map(|o| o.share).sum();
        assert!((900.0..1_100.0).contains(&sum), "{sum}");
        assert!(OFFENSES.iter().all(|o| o.venues.iter().map(|v| u32::from(v.1)).sum::<u32>() > 0));
    }

    #[test]
    fn a_homicide_weighs_more_than_a_thousand_thefts() {
        assert!(harm_weight("HOMICIDE") > 1_000 * harm_weight("THEFT"));
    }
}
