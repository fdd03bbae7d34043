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
        case serverError
        /// Hetzner has removed this part of the API: we need to change.
        case removed
        /// No answer came; `transport` says why.
        case noResponse
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
}

extension HetznerError.Kind {
    /// By Hetzner's code (https://docs.hetzner.cloud/reference/cloud#errors), and where there is none that we
    /// know, by the HTTP status. A 404 without Hetzner's code is no proof that a resource is gone.
    init(status: Int, code: String?, message: String, details: ErrorDetails) {
        self =
            switch code {
            case "unauthorized": .unauthorized
            case "token_readonly": .readOnlyToken
            case "forbidden": .forbidden
            case "not_found": .notFound
            case "uniqueness_error": .uniqueness
            case "conflict": .conflict
            case "locked": .locked
            case "protected": .protected
            case "resource_in_use", "must_be_unassigned": .inUse
            case "rate_limit_exceeded", "limit_reached": .rateLimited
            case "resource_limit_exceeded": .limitReached(details.limits)
            case "resource_unavailable", "placement_error": .unavailableHere
            // The only sign of a type that this location doesn't sell is the wording.
            case "invalid_input" where message.contains("unsupported location"): .unavailableHere
            case "invalid_input", "json_error": .invalidInput
            case "maintenance": .maintenance
            case "bad_gateway", "unavailable", "timeout": .unavailable
            case "server_error", "service_error", "robot_unavailable": .serverError
            case "deprecated_api_endpoint": .removed
            // A lock that only Hetzner's support can lift, and a failure without a reason.
            case "resource_locked", "unknown_error": .other
            default: Self(status: status)
            }
    }

    private init(status: Int) {
        self =
            switch status {
            case 401: .unauthorized
            case 403: .forbidden
            case 410: .removed
            case 423: .locked
            case 429: .rateLimited
            case 502, 503, 504: .unavailable
            case 500...: .serverError
            default: .other
            }
    }
}
