import Hetzner
import Store

extension StepFailure {
    /// What a failed call means for the step: worth another try, or the customer's code.
    init(_ error: HetznerError) {
        let detail = "\(error)"
        self =
            switch error.kind {
            case .unavailableHere: .retry(.soldOut, detail)
            case .limitReached: .permanent(.limitReached, detail)
            case .unauthorized, .readOnlyToken, .forbidden, .protected, .invalidInput, .removed:
                .permanent(.hetznerRefused, detail)
            case .notFound: .permanent(.hetznerRefused, detail)
            case .uniqueness, .conflict, .locked, .inUse, .other, .unreadable: .retry(.hetznerRefused, detail)
            case .rateLimited, .overBudget: .retry(.tooBusy, detail)
            case .maintenance, .unavailable, .serverFault, .noAnswer, .outOfTime, .ambiguous:
                .retry(.hetznerUnreachable, detail)
            }
    }
}
