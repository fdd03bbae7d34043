import SimulatorFaults

/// The course of an action, decided when it is created.
struct ActionPlan {
    var isEndless = false
    /// True when it locks its server while it runs.
    var locks = true
    var failure: Action.Failure?
}

extension FaultInjection {
    /// The plan that it injects for actions of that command; nil when it is meant for something else.
    func plan(for command: Action.Command) -> ActionPlan? {
        guard case .action(let fault) = fault else { return nil }
        switch fault {
        case .fails where isMeant(for: command):
            return ActionPlan(failure: Action.Failure(code: "action_failed", message: "Action failed"))
        case .stuck where isMeant(for: command):
            return ActionPlan(isEndless: true)
        case .stuckInitializing where command == .createServer:
            return ActionPlan(isEndless: true, locks: false)
        case .fails, .stuck, .stuckInitializing: return nil
        }
    }

    fileprivate func isMeant(for command: Action.Command) -> Bool {
        self.command ?? command == command
    }
}

extension World {
    func plan(for command: Action.Command) throws -> ActionPlan {
        try fire { $0.plan(for: command) } ?? ActionPlan()
    }

    /// True when a fault hides the action from responses.
    func isMissing(_ action: Action) throws -> Bool {
        try fire { $0.fault == .actionMissing && $0.isMeant(for: action.command) ? () : nil } != nil
    }

    /// The time for which the firewalls of a deleted server count as used, when a fault fires.
    func firewallHold() throws -> Duration? {
        try fire { $0.fault == .firewallInUse ? $0.seconds : nil }
    }
}
