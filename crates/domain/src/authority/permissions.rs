//! The permission table: who may do what, and how far. What is not in it is not allowed.

use crate::authority::Party::{self, Nobody, Operator, Role as R, SecretLink, System};
use crate::authority::Role::{
    Administrator, Analyst, Auditor, Commander, Information, Officer, Partner, Personnel, Supervisor,
};

/// Something that can be allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// Read the public pages of an agency.
    ReadPublic,
    /// Tell the agency a concern.
    RaiseConcern,
    /// Read and write the thread of a concern with its secret link.
    UseOwnThread,
    /// See one's start page and own account.
    UseAccount,
    /// Read concerns and their threads.
    ReadConcerns,
    /// Answer a concern, attach it to a problem.
    AnswerConcern,
    /// Read incidents one by one.
    ReadIncidents,
    /// Import a file, undo an import.
    ImportData,
    /// Say what the agency's categories mean and how much harm they do.
    MapCategories,
    /// Read what scanning found.
    ReadCandidates,
    /// Start a scan.
    RunScanning,
    /// Accept, join or dismiss a candidate.
    DecideCandidate,
    /// Read problems.
    ReadProblems,
    /// Open a problem and work on it.
    WorkProblem,
    /// Sign a gate, override one with a reason.
    SignGate,
    /// Close a problem.
    CloseProblem,
    /// See problems in their order, on the board, and what worked across them.
    CompareProblems,
    /// Read the decision log and the delegation matrix.
    ReadDecisions,
    /// Decide, or ask for a decision; answer and review what one's level may.
    Decide,
    /// Change the delegation matrix.
    Delegate,
    /// Report on tasks of one's own.
    DoTask,
    /// Decide what the public pages say.
    Publish,
    /// Freeze a month's public figures.
    FreezeRelease,
    /// Read the list of accounts.
    ReadPeople,
    /// Invite, change, lock and unlock accounts.
    ManagePeople,
    /// Load areas, change the agency's settings.
    ManageAgency,
    /// Read the permission table.
    ReadPermissions,
    /// Read and verify the audit trail.
    ReadAudit,
    /// Give a tip without a name, and go on with it by its code.
    GiveTip,
    /// Read tips; each reading is in the trail.
    ReadTips,
    /// Answer a tip, close it, tie it to a problem or concern.
    AnswerTip,
    /// Ask for alerts.
    Subscribe,
    /// Confirm and stop alerts with the own link.
    UseSubscription,
    /// Read alerts and what became of their copies.
    ReadAlerts,
    /// Write an alert.
    WriteAlert,
    /// Let an alert out that somebody else wrote.
    ReleaseAlert,
    /// Copy or restore the whole database.
    CopyDatabase,

    // Partnerships
    /// Read the records of partners and who works with whom.
    ReadPartners,
    /// Read agreements and what was shared; a partner's people their own.
    ReadAgreements,
    /// See the workspace of one's own organization.
    UseWorkspace,
    /// Keep the records of partners, draft agreements, merge two that became one.
    ManagePartners,
    /// Sign an agreement for one's side, or end it.
    SignAgreement,
    /// Offer and look for things on the board.
    UseBoard,
    /// Write success stories.
    WriteStory,
    /// Clear a success story for everybody, take one back.
    ClearStory,
    /// Read what is known of beats: officers, profile, log of contacts, handovers.
    ReadBeats,
    /// Log contacts, settle promises, write the profile of a beat, work through a handover.
    LogContact,
    /// Say who is posted where, set units, begin a handover.
    AssignPosts,
    /// Read what is planned and was held together: meetings, watch groups, campaigns.
    ReadInitiatives,
    /// Plan and hold it, and answer what people raised.
    ManageInitiatives,
    /// See how referrals stand: one's own, or those given to one's organization.
    ReadReferrals,
    /// Refer somebody who consented in writing, and note that the consent was taken back.
    MakeReferral,
    /// Accept or decline a referral, and say how it ended.
    AnswerReferral,
    /// Read surveys of premises; a partner's people those of their own place.
    ReadSurveys,
    /// Look at premises and note what would help.
    SurveyPremises,
    /// Say what the owner does about a recommendation.
    AnswerSurvey,
    /// See the newsroom's desk; an officer what waits for the officer's own word.
    ReadNewsroom,
    /// Write releases and fact sheets.
    WriteRelease,
    /// Say that what a release tells of one's own case is right.
    CheckRelease,
    /// Clear a release for everybody, correct it, take it back.
    ClearRelease,
    /// Keep the list of what no release may say.
    KeepBlockList,
    /// Set a rule of the block list aside where it allows that.
    SetBlockAside,
    /// Take in and answer questions of media.
    AnswerMedia,

    // Personnel
    /// Read training records: one's own, those of the units that one leads, or everybody's.
    ReadTraining,
    /// Keep training records: rosters, classes, requirements, excuses.
    KeepTraining,
    /// Read and write evaluations in which one is the person, the rater or the reviewer.
    ReadEvaluations,
    /// Begin evaluations, and give them to somebody else; never read them.
    OpenEvaluations,
    /// Read how raters differ, in aggregate.
    ReadDrift,
    /// Take part in a field training: as trainee, training officer, evaluator or coordinator.
    ReadFieldTraining,
    /// Begin field trainings, put others in place of who left, and keep the items of the daily observation.
    OpenFieldTraining,
    /// Read, answer and decide commendations and complaints that lie with one's own body.
    HandleConduct,
    /// Set up the bodies that take commendations and complaints.
    KeepBodies,
}

impl Action {
    /// Every action in the order of the table.
    pub fn all() -> impl Iterator<Item = Action> {
        TABLE.iter().map(|(action, _)| *action)
    }

    /// Key of its name in `locales/` (`action-` in front) and its name in the trail.
    pub fn key(self) -> &'static str {
        match self {
            Action::ReadPublic => "read-public",
            Action::RaiseConcern => "raise-concern",
            Action::UseOwnThread => "use-own-thread",
            Action::UseAccount => "use-account",
            Action::ReadConcerns => "read-concerns",
            Action::AnswerConcern => "answer-concern",
            Action::ReadIncidents => "read-incidents",
            Action::ImportData => "import-data",
            Action::MapCategories => "map-categories",
            Action::ReadCandidates => "read-candidates",
            Action::RunScanning => "run-scanning",
            Action::DecideCandidate => "decide-candidate",
            Action::ReadProblems => "read-problems",
            Action::WorkProblem => "work-problem",
            Action::SignGate => "sign-gate",
            Action::CloseProblem => "close-problem",
            Action::CompareProblems => "compare-problems",
            Action::ReadDecisions => "read-decisions",
            Action::Decide => "decide",
            Action::Delegate => "delegate",
            Action::DoTask => "do-task",
            Action::Publish => "publish",
            Action::FreezeRelease => "freeze-release",
            Action::ReadPeople => "read-people",
            Action::ManagePeople => "manage-people",
            Action::ManageAgency => "manage-agency",
            Action::ReadPermissions => "read-permissions",
            Action::ReadAudit => "read-audit",
            Action::GiveTip => "give-tip",
            Action::ReadTips => "read-tips",
            Action::AnswerTip => "answer-tip",
            Action::Subscribe => "subscribe",
            Action::UseSubscription => "use-subscription",
            Action::ReadAlerts => "read-alerts",
            Action::WriteAlert => "write-alert",
            Action::ReleaseAlert => "release-alert",
            Action::CopyDatabase => "copy-database",

            Action::ReadPartners => "read-partners",
            Action::ReadAgreements => "read-agreements",
            Action::UseWorkspace => "use-workspace",
            Action::ManagePartners => "manage-partners",
            Action::SignAgreement => "sign-agreement",
            Action::UseBoard => "use-board",
            Action::WriteStory => "write-story",
            Action::ClearStory => "clear-story",
            Action::ReadBeats => "read-beats",
            Action::LogContact => "log-contact",
            Action::AssignPosts => "assign-posts",
            Action::ReadInitiatives => "read-initiatives",
            Action::ManageInitiatives => "manage-initiatives",
            Action::ReadReferrals => "read-referrals",
            Action::MakeReferral => "make-referral",
            Action::AnswerReferral => "answer-referral",
            Action::ReadSurveys => "read-surveys",
            Action::SurveyPremises => "survey-premises",
            Action::AnswerSurvey => "answer-survey",
            Action::ReadNewsroom => "read-newsroom",
            Action::WriteRelease => "write-release",
            Action::CheckRelease => "check-release",
            Action::ClearRelease => "clear-release",
            Action::KeepBlockList => "keep-block-list",
            Action::SetBlockAside => "set-block-aside",
            Action::AnswerMedia => "answer-media",

            Action::ReadTraining => "read-training",
            Action::KeepTraining => "keep-training",
            Action::ReadEvaluations => "read-evaluations",
            Action::OpenEvaluations => "open-evaluations",
            Action::ReadDrift => "read-drift",
            Action::ReadFieldTraining => "read-field-training",
            Action::OpenFieldTraining => "open-field-training",
            Action::HandleConduct => "handle-conduct",
            Action::KeepBodies => "keep-bodies",
        }
    }
}

/// How far an allowed action goes, from narrow to wide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reach {
    /// What is published.
    Public,
    /// The one thread whose link is held, or rows that name the person.
    Own,
    /// What an agreement in force shares with the person's organization.
    Shared,
    /// The beats the person is assigned to, and what the person leads.
    Beat,
    /// Everything of the agency.
    Agency,
}

impl Reach {
    /// Key of its name in `locales/`, with `reach-` in front.
    pub fn key(self) -> &'static str {
        match self {
            Reach::Public => "public",
            Reach::Own => "own",
            Reach::Shared => "shared",
            Reach::Beat => "beat",
            Reach::Agency => "agency",
        }
    }
}

use Reach::{Agency, Beat, Own, Public, Shared};

/// One row: an action, and each party to which it is open, with the reach.
pub type Row = (Action, &'static [(Party, Reach)]);

/// The table.
#[rustfmt::skip]
pub const TABLE: &[Row] = &[
    (Action::ReadPublic, &[(Nobody, Public), (SecretLink, Public), (R(Partner), Public), (R(Officer), Public), (R(Analyst), Public), (R(Supervisor), Public), (R(Commander), Public), (R(Information), Public), (R(Personnel), Public), (R(Administrator), Public), (R(Auditor), Public), (System, Public), (Operator, Public)]),
    (Action::RaiseConcern, &[(Nobody, Own), (R(Partner), Own), (R(Officer), Agency), (R(Supervisor), Agency), (R(Information), Agency), (System, Agency)]),
    (Action::UseOwnThread, &[(SecretLink, Own)]),
    (Action::UseAccount, &[(R(Partner), Own), (R(Officer), Own), (R(Analyst), Own), (R(Supervisor), Own), (R(Commander), Own), (R(Information), Own), (R(Personnel), Own), (R(Administrator), Own), (R(Auditor), Own)]),
    (Action::ReadConcerns, &[(R(Officer), Agency), (R(Analyst), Agency), (R(Supervisor), Agency), (R(Commander), Agency), (R(Information), Agency), (System, Agency), (Operator, Agency)]),
    (Action::AnswerConcern, &[(R(Officer), Agency), (R(Supervisor), Agency), (R(Information), Agency), (System, Agency)]),
    (Action::ReadIncidents, &[(R(Officer), Agency), (R(Analyst), Agency), (R(Supervisor), Agency), (R(Commander), Agency), (System, Agency), (Operator, Agency)]),
    (Action::ImportData, &[(R(Analyst), Agency), (System, Agency), (Operator, Agency)]),
    (Action::MapCategories, &[(R(Analyst), Agency), (R(Administrator), Agency), (Operator, Agency)]),
    (Action::ReadCandidates, &[(R(Officer), Agency), (R(Analyst), Agency), (R(Supervisor), Agency), (R(Commander), Agency), (System, Agency), (Operator, Agency)]),
    (Action::RunScanning, &[(R(Analyst), Agency), (R(Supervisor), Agency), (System, Agency), (Operator, Agency)]),
    (Action::DecideCandidate, &[(R(Officer), Beat), (R(Analyst), Agency), (R(Supervisor), Agency), (R(Commander), Agency)]),
    (Action::ReadProblems, &[(R(Partner), Shared), (R(Officer), Agency), (R(Analyst), Agency), (R(Supervisor), Agency), (R(Commander), Agency), (R(Information), Agency), (System, Agency), (Operator, Agency)]),
    (Action::WorkProblem, &[(R(Officer), Beat), (R(Analyst), Agency), (R(Supervisor), Agency), (R(Commander), Agency), (System, Agency)]),
    (Action::SignGate, &[(R(Supervisor), Agency), (R(Commander), Agency)]),
    (Action::CloseProblem, &[(R(Officer), Beat), (R(Supervisor), Agency), (R(Commander), Agency)]),
    (Action::CompareProblems, &[(R(Officer), Agency), (R(Analyst), Agency), (R(Supervisor), Agency), (R(Commander), Agency), (R(Information), Agency), (System, Agency), (Operator, Agency)]),
    (Action::ReadDecisions, &[(R(Officer), Agency), (R(Analyst), Agency), (R(Supervisor), Agency), (R(Commander), Agency), (System, Agency)]),
    (Action::Decide, &[(R(Officer), Own), (R(Analyst), Own), (R(Supervisor), Agency), (R(Commander), Agency), (System, Agency)]),
    (Action::Delegate, &[(R(Commander), Agency)]),
    (Action::DoTask, &[(R(Partner), Own), (R(Officer), Beat), (R(Analyst), Agency), (R(Supervisor), Agency), (R(Commander), Agency)]),
    (Action::Publish, &[(R(Officer), Beat), (R(Supervisor), Agency), (R(Commander), Agency), (R(Information), Agency)]),
    (Action::FreezeRelease, &[(R(Analyst), Agency), (R(Information), Agency), (System, Agency), (Operator, Agency)]),
    (Action::ReadPeople, &[(R(Supervisor), Agency), (R(Commander), Agency), (R(Administrator), Agency), (Operator, Agency)]),
    (Action::ManagePeople, &[(R(Administrator), Agency), (Operator, Agency)]),
    (Action::ManageAgency, &[(R(Administrator), Agency), (Operator, Agency)]),
    (Action::ReadPermissions, &[(R(Officer), Agency), (R(Analyst), Agency), (R(Supervisor), Agency), (R(Commander), Agency), (R(Information), Agency), (R(Personnel), Agency), (R(Administrator), Agency), (R(Auditor), Agency), (Operator, Agency)]),
    (Action::ReadAudit, &[(R(Auditor), Agency), (Operator, Agency)]),
    (Action::GiveTip, &[(Nobody, Own)]),
    (Action::ReadTips, &[(R(Supervisor), Agency), (R(Commander), Agency)]),
    (Action::AnswerTip, &[(R(Supervisor), Agency), (R(Commander), Agency)]),
    (Action::Subscribe, &[(Nobody, Own), (System, Agency)]),
    (Action::UseSubscription, &[(SecretLink, Own)]),
    (Action::ReadAlerts, &[(R(Officer), Agency), (R(Analyst), Agency), (R(Supervisor), Agency), (R(Commander), Agency), (R(Information), Agency), (System, Agency)]),
    (Action::WriteAlert, &[(R(Officer), Agency), (R(Supervisor), Agency), (R(Commander), Agency), (R(Information), Agency)]),
    (Action::ReleaseAlert, &[(R(Supervisor), Agency), (R(Commander), Agency), (R(Information), Agency)]),
    (Action::CopyDatabase, &[(Operator, Agency)]),

    (Action::ReadPartners, &[(R(Officer), Agency), (R(Analyst), Agency), (R(Supervisor), Agency), (R(Commander), Agency), (R(Information), Agency), (System, Agency), (Operator, Agency)]),
    (Action::ReadAgreements, &[(R(Partner), Own), (R(Officer), Agency), (R(Analyst), Agency), (R(Supervisor), Agency), (R(Commander), Agency), (R(Information), Agency), (System, Agency), (Operator, Agency)]),
    (Action::UseWorkspace, &[(R(Partner), Own)]),
    (Action::ManagePartners, &[(R(Officer), Agency), (R(Supervisor), Agency), (R(Commander), Agency), (R(Information), Agency), (Operator, Agency)]),
    (Action::SignAgreement, &[(R(Partner), Own), (R(Commander), Agency)]),
    (Action::ReadInitiatives, &[(R(Officer), Agency), (R(Analyst), Agency), (R(Supervisor), Agency), (R(Commander), Agency), (R(Information), Agency), (System, Agency), (Operator, Agency)]),
    (Action::ManageInitiatives, &[(R(Officer), Agency), (R(Supervisor), Agency), (R(Commander), Agency), (R(Information), Agency)]),
    (Action::ReadReferrals, &[(R(Partner), Shared), (R(Officer), Own), (R(Supervisor), Agency), (R(Commander), Agency), (System, Agency), (Operator, Agency)]),
    (Action::MakeReferral, &[(R(Officer), Own), (R(Supervisor), Agency)]),
    (Action::AnswerReferral, &[(R(Partner), Shared)]),
    (Action::UseBoard, &[(R(Partner), Shared), (R(Officer), Agency), (R(Analyst), Agency), (R(Supervisor), Agency), (R(Commander), Agency), (R(Information), Agency)]),
    (Action::WriteStory, &[(R(Officer), Beat), (R(Supervisor), Agency), (R(Commander), Agency), (R(Information), Agency)]),
    (Action::ClearStory, &[(R(Commander), Agency), (R(Information), Agency)]),
    (Action::ReadSurveys, &[(R(Partner), Shared), (R(Officer), Agency), (R(Supervisor), Agency), (R(Commander), Agency)]),
    (Action::SurveyPremises, &[(R(Officer), Agency), (R(Supervisor), Agency)]),
    (Action::AnswerSurvey, &[(R(Partner), Shared), (R(Officer), Agency), (R(Supervisor), Agency)]),
    (Action::ReadNewsroom, &[(R(Officer), Own), (R(Supervisor), Agency), (R(Commander), Agency), (R(Information), Agency), (System, Agency), (Operator, Agency)]),
    (Action::WriteRelease, &[(R(Supervisor), Agency), (R(Commander), Agency), (R(Information), Agency)]),
    (Action::CheckRelease, &[(R(Officer), Own), (R(Supervisor), Own), (R(Commander), Own)]),
    (Action::ClearRelease, &[(R(Commander), Agency), (R(Information), Agency), (System, Agency)]),
    (Action::KeepBlockList, &[(R(Supervisor), Agency), (R(Commander), Agency), (R(Information), Agency)]),
    (Action::SetBlockAside, &[(R(Commander), Agency)]),
    (Action::AnswerMedia, &[(R(Supervisor), Agency), (R(Commander), Agency), (R(Information), Agency)]),
    (Action::ReadBeats, &[(R(Officer), Agency), (R(Supervisor), Agency), (R(Commander), Agency), (System, Agency)]),
    (Action::LogContact, &[(R(Officer), Agency), (R(Supervisor), Agency), (R(Commander), Agency)]),
    (Action::AssignPosts, &[(R(Supervisor), Agency), (R(Commander), Agency)]),

    (Action::ReadTraining, &[(R(Officer), Own), (R(Analyst), Own), (R(Supervisor), Beat), (R(Commander), Beat), (R(Information), Own), (R(Personnel), Agency), (R(Administrator), Own), (R(Auditor), Own), (System, Agency)]),
    (Action::KeepTraining, &[(R(Personnel), Agency), (System, Agency)]),
    (Action::ReadEvaluations, &[(R(Officer), Own), (R(Analyst), Own), (R(Supervisor), Own), (R(Commander), Own), (R(Information), Own), (R(Personnel), Own), (R(Administrator), Own), (R(Auditor), Own)]),
    (Action::OpenEvaluations, &[(R(Personnel), Agency)]),
    (Action::ReadDrift, &[(R(Commander), Agency), (R(Personnel), Agency)]),
    (Action::ReadFieldTraining, &[(R(Officer), Own), (R(Analyst), Own), (R(Supervisor), Own), (R(Commander), Own), (R(Information), Own), (R(Personnel), Own), (R(Administrator), Own), (R(Auditor), Own)]),
    (Action::OpenFieldTraining, &[(R(Personnel), Agency)]),
    (Action::HandleConduct, &[(R(Officer), Own), (R(Analyst), Own), (R(Supervisor), Own), (R(Commander), Own), (R(Information), Own), (R(Personnel), Own), (R(Administrator), Own)]),
    (Action::KeepBodies, &[(R(Commander), Agency), (R(Personnel), Agency), (System, Agency)]),
];

/// How far a party may go with an action; nothing where the table does not allow it.
pub fn reach(party: Party, action: Action) -> Option<Reach> {
    let (_, row) = TABLE.iter().find(|(a, _)| *a == action)?;
    row.iter().find(|(p, _)| *p == party).map(|(_, reach)| *reach)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_auditor_reads_the_trail_and_touches_nothing_of_the_work() {
        assert_eq!(reach(R(Auditor), Action::ReadAudit), Some(Agency));
        for action in [Action::ReadProblems, Action::ReadConcerns, Action::WorkProblem, Action::ManagePeople]
        {
            assert_eq!(reach(R(Auditor), action), None, "{action:?}");
        }
    }

    #[test]
    fn an_administrator_sees_no_case_content() {
        for action in
            [Action::ReadProblems, Action::ReadConcerns, Action::ReadIncidents, Action::ReadCandidates]
        {
            assert_eq!(reach(R(Administrator), action), None, "{action:?}");
        }
    }

    #[test]
    fn nobody_gets_further_than_the_public_pages_and_a_concern_a_tip_or_alerts_of_their_own() {
        let open: Vec<_> = Action::all().filter(|a| reach(Nobody, *a).is_some()).collect();
        assert_eq!(open, [Action::ReadPublic, Action::RaiseConcern, Action::GiveTip, Action::Subscribe]);
    }

    #[test]
    fn each_action_and_each_party_stands_once() {
        let actions: std::collections::BTreeSet<_> = Action::all().collect();
        assert_eq!(actions.len(), TABLE.len());
        for (action, row) in TABLE {
            let parties: std::collections::BTreeSet<_> = row.iter().map(|(p, _)| *p).collect();
            assert_eq!(parties.len(), row.len(), "{action:?}");
        }
    }
}
