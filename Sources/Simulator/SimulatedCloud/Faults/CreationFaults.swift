import HTTP
import SimulatorFaults

/// A check that a new resource has to pass, and that a fault can make it fail.
enum CreationCheck {
    case name(of: ResourceKind)
    case publicKey
    /// `existing` servers are in the project before the new one.
    case serverLimit(existing: Int64)
    /// `existing` addresses are in the project before the `new` ones.
    case addressLimit(existing: Int64, new: Int64)
    case stock(of: ServerType, in: Location)
}

/// The refusal of a new resource by a fault.
struct CreationRefusal {
    let error: APIError
    /// The owner of the name or key that the new resource should have got.
    let holder: FaultInjection.Holder
}

extension FaultInjection {
    /// The refusal that it injects at that check; nil when it is meant for something else.
    func refusal(at check: CreationCheck) -> CreationRefusal? {
        guard case .creation(let fault) = fault else { return nil }
        let error: APIError?
        switch (fault, check) {
        case (.nameTaken, .name(let kind)): error = named == kind ? .nameTaken(kind) : nil
        case (.keyTaken, .publicKey): error = .keyNotUnique
        case (.quota, .serverLimit(let existing)):
            error = limited == .servers && existing >= limit ? .serverLimitExceeded : nil
        case (.quota, .addressLimit(let existing, let new)):
            let isOver = limited == .primaryIPs && new > 0 && existing + new > limit
            error = isOver ? .primaryIPLimitExceeded : nil
        case (.soldOut, .stock(let type, let location)):
            error = isMeant(for: type) && self.location ?? location.name == location.name ? soldOut : nil
        case (.nameTaken, _), (.keyTaken, _), (.quota, _), (.soldOut, _): error = nil
        }
        return error.map { CreationRefusal(error: $0, holder: holder) }
    }

    fileprivate func isMeant(for type: ServerType) -> Bool {
        self.type ?? type.name == type.name
    }

    private var soldOut: APIError {
        switch form {
        case .resourceUnavailable:
            APIError(
                status: .preconditionFailed, code: "resource_unavailable",
                message: "server location disabled", details: [:])
        case .placementError:
            APIError(
                status: .unprocessableContent, code: "placement_error", message: "error during placement")
        case .invalidInput: .invalidInput("unsupported location for server type")
        }
    }
}

extension World {
    /// The refusal by the fault that fires at a check; nil when none fires.
    func refusal(at check: CreationCheck) throws -> CreationRefusal? {
        try fire { $0.refusal(at: check) }
    }

    /// The locations in which the catalogue shows that a type is sold out. Reading it fires no fault.
    func soldOutLocations(of type: ServerType) throws -> Set<String> {
        var names: Set<String> = []
        for active in try Self.faults(in: database) {
            let injection = active.injection
            guard injection.fault == .creation(.soldOut), injection.catalogue == .honest,
                injection.isMeant(for: type)
            else { continue }
            names.formUnion(injection.location.map { [$0] } ?? type.locations)
        }
        return names
    }

    func json(_ type: ServerType) throws -> JSON {
        type.json(soldOut: try soldOutLocations(of: type))
    }
}
