import HTTPClient

extension HetznerError {
    /// What a failure means for the caller.
    package enum Kind: Hashable, Sendable {
        /// The token is missing, unknown or deleted: no call with it will succeed.
        case unauthorized
        /// The token may only read.
        case readOnlyToken
        case forbidden
        case notFound
        /// The name, or the key's fingerprint, is taken: look it up, it may be ours.
        case uniqueness
        /// The resource changed meanwhile, more often than we tried.
        case conflict
        /// Another action held the resource until the call's deadline.
        case locked
        /// Somebody switched on the protection against deletion.
        case protected
        /// Something else still needs it: a firewall its servers, an address its server.
        case inUse
        case rateLimited
        /// The account's quota is used up; what Hetzner calls the limits that are, as `primary_ip_limit`.
        case limitReached([String])
        /// Sold out, or not sold, in this location: try the next.
        case unavailableHere
        /// Hetzner works on it; try again in minutes.
        case maintenance
        case invalidInput
        /// The API or a gateway before it is down, by its own words.
        case unavailable
        /// A fault inside Hetzner.
        case serverFault
        /// Hetzner has removed this part of the API: we need to change.
        case removed
        /// No answer came; `transport` says why.
        case noAnswer
        /// The deadline had passed before the first request.
        case outOfTime
        /// Our share of the project's calls is used up; no request was sent.
        case overBudget
        /// A success whose body we can't read.
        case unreadable
        /// A create that may have been done or not: look it up by name before any second one.
        case ambiguous
        case other
    }

    /// The kind of retry that may succeed.
    enum Recovery {
        case none, passing, serverFault, unlocking
    }

    var recovery: Recovery {
        switch kind {
        case .conflict, .rateLimited, .unavailable: .passing
        case .serverFault: .serverFault
        case .locked: .unlocking
        case .noAnswer:
            switch transport?.kind {
            case .timeout, .connectFailed, .reset, .truncated: .passing
            case .tls, .tooLarge, .invalidRequest, .other, nil: .none
            }
        default: .none
        }
    }
}
