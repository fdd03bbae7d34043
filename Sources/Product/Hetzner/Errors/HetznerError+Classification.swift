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
            case "server_error", "service_error", "robot_unavailable": .serverFault
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
            case 500...: .serverFault
            default: .other
            }
    }
}
