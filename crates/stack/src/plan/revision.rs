//! Which revision of the GitOps repository a member follows: the branch, or the tag of the push that changed it.

use crate::cluster_file::RevisionPolicy;

/// What a push does to a member, as far as its revision depends on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Moves {
    /// It was deployed before.
    pub(super) is_known: bool,
    /// Its chart comes from elsewhere, so that chart and values do not move with one revision.
    pub(super) is_from_elsewhere: bool,
    /// Another chart, or another version of it.
    pub(super) version: bool,
    /// Other bytes of values, manifest or local chart at the tip.
    pub(super) files: bool,
    /// Anything else of its Application.
    pub(super) settings: bool,
    /// Others changed its files in the GitOps repository since the last push.
    pub(super) edited_there: bool,
    /// All that others changed so is in the stack by now.
    pub(super) brought_home: bool,
}

/// What a member follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Follows {
    /// What it followed before.
    AsBefore,
    /// The branch.
    Branch,
    /// This push's tag.
    Tag,
}

/// Decides what a member follows; `pin` says whether it is pinned to the tag of an earlier push.
pub(super) fn follows(policy: RevisionPolicy, moves: Moves, is_pinned: bool) -> Follows {
    let moved = !moves.is_known || moves.version || moves.files || moves.settings;
    match policy {
        RevisionPolicy::Branch => Follows::Branch,
        // An edit that is only kept stays one, push after push: a tag for it would be a tag for each push.
        RevisionPolicy::Tag if moved || moves.brought_home || !is_pinned => Follows::Tag,
        // The old chart never renders the new values: they come with the new chart, by the Application's own change.
        RevisionPolicy::Auto
            if moves.is_known && moves.is_from_elsewhere && moves.version && moves.files =>
        {
            Follows::Tag
        }
        // At a tag nobody would ever see the edit.
        RevisionPolicy::Auto if moved || moves.edited_there || !is_pinned => Follows::Branch,
        RevisionPolicy::Tag | RevisionPolicy::Auto => Follows::AsBefore,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAME: Moves = Moves {
        is_known: true,
        is_from_elsewhere: true,
        version: false,
        files: false,
        settings: false,
        edited_there: false,
        brought_home: false,
    };

    fn auto(moves: Moves, is_pinned: bool) -> Follows {
        follows(RevisionPolicy::Auto, moves, is_pinned)
    }

    #[test]
    fn a_new_chart_with_new_values_is_pinned() {
        let both = Moves {
            version: true,
            files: true,
            ..SAME
        };
        assert_eq!(auto(both, false), Follows::Tag);
        assert_eq!(auto(both, true), Follows::Tag);
        let new = Moves {
            is_known: false,
            ..both
        };
        assert_eq!(auto(new, false), Follows::Branch);
        let local = Moves {
            is_from_elsewhere: false,
            ..both
        };
        assert_eq!(auto(local, false), Follows::Branch);
    }

    #[test]
    fn a_pin_holds_until_the_member_changes() {
        assert_eq!(auto(SAME, true), Follows::AsBefore);
        assert_eq!(auto(SAME, false), Follows::Branch);
        for moves in [
            Moves {
                files: true,
                ..SAME
            },
            Moves {
                version: true,
                ..SAME
            },
            Moves {
                settings: true,
                ..SAME
            },
            Moves {
                edited_there: true,
                ..SAME
            },
        ] {
            assert_eq!(auto(moves, true), Follows::Branch);
        }
    }

    #[test]
    fn the_other_policies_are_steady() {
        let files = Moves {
            files: true,
            ..SAME
        };
        let tag = |moves, pinned| follows(RevisionPolicy::Tag, moves, pinned);
        assert_eq!(tag(files, true), Follows::Tag);
        assert_eq!(tag(SAME, false), Follows::Tag);
        assert_eq!(tag(SAME, true), Follows::AsBefore);
        let edited = Moves {
            edited_there: true,
            ..SAME
        };
        assert_eq!(tag(edited, true), Follows::AsBefore);
        let home = Moves {
            brought_home: true,
            ..edited
        };
        assert_eq!(tag(home, true), Follows::Tag);
        assert_eq!(
            follows(RevisionPolicy::Branch, files, true),
            Follows::Branch
        );
    }
}
