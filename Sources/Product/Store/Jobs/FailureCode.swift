/// The reason why a deploy failed, or what it waits for. Persisted, so the raw values never change.
package enum FailureCode: String, Sendable, CaseIterable {
    case soldOut = "sold_out"
    case limitReached = "limit_reached"
    case hetznerRefused = "hetzner_refused"
    case hetznerUnreachable = "hetzner_unreachable"
    case tooBusy = "too_busy"
    case serverFailed = "server_failed"
    case serverMissing = "server_vanished"
    case setUpFailed = "set_up_failed"
    case setUpSilent = "set_up_silent"
    case unexpectedHostKey = "unexpected_host_key"
    case unreachableBySSH = "unreachable_by_ssh"
    case handOverFailed = "hand_over_failed"
    case serviceFailed = "service_failed"
    case tookTooLong = "took_too_long"
    /// Nothing was wrong: somebody stopped it.
    case canceled
    case internalError = "internal_fault"

    /// One or two sentences that tell the customer what happened and what to do.
    package var sentence: String {
        switch self {
        case .soldOut:
            "Hetzner has no servers of this kind to give right now. Please try again in a little while."
        case .limitReached:
            "We have reached the number of servers our provider allows us. We have been told and will raise it; "
                + "please try again later."
        case .hetznerRefused:
            "Our server provider refused to create your server. We have been told; please try again later."
        case .hetznerUnreachable:
            "Our server provider can't be reached at the moment. Please try again in a few minutes."
        case .tooBusy:
            "So many servers were being set up that yours did not get its turn. Please try again in a few minutes."
        case .serverFailed:
            "Your server could not be started at Hetzner. Please try again."
        case .serverMissing:
            "Your server is no longer there at our provider. Please deploy again."
        case .setUpFailed:
            "The software could not be installed on your server. This is often a passing network trouble: "
                + "please try again."
        case .setUpSilent:
            "Your server did not finish its installation in time. Please try again."
        case .unexpectedHostKey:
            "Your server did not identify itself as the one we created, so we did not give it your accounts. "
                + "Please try again."
        case .unreachableBySSH:
            "Your server did not let us in to finish its installation. Please try again."
        case .handOverFailed:
            "Your accounts could not be connected to your server. Please try again."
        case .serviceFailed:
            "Rachel was installed but did not keep running. Please check your Telegram bot token and Claude "
                + "credentials, then try again."
        case .tookTooLong:
            "The deployment took too long and was stopped. Please try again."
        case .canceled:
            "It was stopped before Rachel was ready. You can deploy again whenever you like."
        case .internalError:
            "Something went wrong on our side. We have been told; please try again later."
        }
    }
}
