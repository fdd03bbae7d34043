import Store

extension ServerStatus {
    /// One line on the state of the server; also the API's `message`.
    var headline: String {
        switch phase {
        case .none: "No server yet."
        case .deploying where isHalted, .cleaningUp where isHalted, .deleting where isHalted:
            "Our side is being checked just now, and nothing goes on meanwhile. Please look again later."
        case .deploying where isCanceling: "Canceling..."
        case .deploying where jobsAhead != nil: "Queued: your deploy waits for its turn..."
        case .cleaningUp where isCanceling: "Canceling. Removing what was created..."
        case .deploying: (provisioningStatus ?? .pending).headline
        case .cleaningUp: "The deploy did not work. Removing what was created..."
        case .deleting: "Deleting your server..."
        case .ready: ProvisioningStatus.ready.headline
        case .failed: ProvisioningStatus.failed.headline
        case .canceled: "The deploy was canceled."
        case .missing: "Your server is gone."
        }
    }

    /// The place in the queue, as a sentence for the customer; nil for a job that is not queued.
    var queueSentence: String? {
        switch jobsAhead {
        case nil: nil
        case 0?: "We do only so much at a time. Yours is next."
        case 1?: "We do only so much at a time. One other is ahead of yours."
        case let others?: "We do only so much at a time. \(others) others are ahead of yours."
        }
    }
}

extension JobWait {
    /// The reason for waiting, as a sentence for the customer; nil when the wait is too short to mention.
    var customerSentence: String? {
        switch code {
        case .soldOut:
            "Hetzner has no server of this kind to give right now, in any of our locations. This happens, and "
                + "passes: we keep asking for you."
        case .hetznerUnreachable:
            "Our server provider does not answer at the moment. We keep trying for you."
        case .tooBusy:
            "Many servers are being set up just now, and yours waits for its turn."
        case .limitReached, .hetznerRefused, .serverFailed, .serverMissing, .setUpFailed, .setUpSilent,
            .unexpectedHostKey, .unreachableBySSH, .handOverFailed, .serviceFailed, .tookTooLong, .canceled,
            .internalError:
            nil
        }
    }
}

extension ProvisioningStatus {
    var headline: String {
        switch self {
        case .pending: "Preparing your VPS..."
        case .creating: "Creating server on Hetzner..."
        case .cloudInit: "Installing software and configuring system..."
        case .injectingSecrets: "Connecting your Claude and Telegram accounts..."
        case .ready: "✓ Rachel is running on Telegram!"
        case .failed: "The deploy did not work."
        }
    }
}

extension DeployRefusal {
    /// The reason in the customer's words.
    var customerSentence: String {
        switch self {
        case .noActiveSubscription: "Deploying needs an active subscription."
        case .serverExists: "You have a server already."
        case .onboardingUnfinished:
            "Rachel needs your Telegram bot and your Claude sign-in before she can start."
        case .observing:
            "Our side is being checked just now, and nothing new is started meanwhile. Nothing is lost: please try "
                + "again later."
        case .untrackedServer:
            "An earlier server of yours is still at our provider and has to be looked at first. We have been told."
        case .tooManyDeploys:
            "You have deployed as many times in 24 hours as we allow. Please try again tomorrow."
        case .serverLimitReached:
            "We have no room for another server at the moment. We have been told; please try again later."
        }
    }

    /// The link to the page where the customer can correct it; nil when they can only wait.
    var remedy: (label: String, route: FixedRoute)? {
        switch self {
        case .noActiveSubscription: ("See how to subscribe", .subscription)
        case .onboardingUnfinished: ("Finish the set-up", .onboarding)
        case .serverExists: ("See your server", .dashboard)
        case .observing, .untrackedServer, .tooManyDeploys, .serverLimitReached: nil
        }
    }
}
