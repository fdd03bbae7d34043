extension HetznerError {
    /// The meaning of a failure for the caller.
    package enum Kind: Hashable, Sendable {
        /// The token is missing, unknown or deleted; or Hetzner says so in an incident, and the next call succeeds.
        case unauthorized
        /// The token may only read.
        case readOnlyToken
        case forbidden
        case notFound
        /// The name, or the key's fingerprint, is taken. The caller looks it up, since it may be ours.
        case uniqueness
        /// The resource was changed by others at each of our attempts.
        case conflict
        /// Another action held the resource until the call's deadline.
        case locked
        /// The protection against deletion is on.
        case protected
        /// A server still uses the firewall or the address.
        case inUse
        case rateLimited
        /// The account's quota is used up. Holds Hetzner's names of the limits, as `primary_ip_limit`.
        case limitReached([String])
        /// Sold out, or not sold, in this location: try the next.
        case unavailableHere
        /// Maintenance at Hetzner; it may succeed in some minutes.
        case maintenance
        case invalidInput
        /// The API, or a gateway before it, says that it is down.
        case unavailable
        /// An error inside Hetzner.
        case serverError
        /// Hetzner has removed this part of the API: the client needs a change.
        case removed
        /// No response came; `transport` says why.
        case noResponse
        /// The deadline had passed before the first request.
        case outOfTime
        /// Our share of the project's calls is used up; no request was sent.
        case overBudget
        /// A response that lacks what the caller needs, or a body that isn't Hetzner's, as a proxy's page of any status.
        case unreadable
        /// A create that may have been done: the caller looks the name up before it creates again.
        case ambiguous
        case other
    }
}

extension HetznerError.Kind {
    /// Classifies by Hetzner's code (https://docs.hetzner.cloud/reference/cloud#errors), and by the HTTP status when
    /// the code is unknown.
    init(status: Int, code: String, message: String, details: ErrorDetails) {
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
            // Only the wording shows that this location doesn't sell the type.
            case "invalid_input" where message.contains("unsupported location"): .unavailableHere
            case "invalid_input", "json_error": .invalidInput
            case "maintenance": .maintenance
            case "bad_gateway", "unavailable", "timeout": .unavailable
            case "server_error", "service_error", "robot_unavailable": .serverError
            case "deprecated_api_endpoint": .removed
            // Only Hetzner's support can lift the first; the second has no reason.
            case "resource_locked", "unknown_error": .other
            default: Self(ofUnknownCode: status)
            }
    }

    private init(ofUnknownCode status: Int) {
        self =
            switch status {
            case 401: .unauthorized
            case 403: .forbidden
            case 410: .removed
            case 423: .locked
            default: Self(withoutCode: status)
            }
        if self == .unreadable { self = .other }
    }

    /// Classifies a refusal that isn't Hetzner's: a gateway's or a proxy's. It proves nothing about a resource or the
    /// token, whatever its status.
    init(withoutCode status: Int) {
        self =
            switch status {
            case 429: .rateLimited
            case 502, 503, 504: .unavailable
            case 500...: .serverError
            default: .unreadable
            }
    }
}
