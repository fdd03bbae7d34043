import HTTP

extension Fault {
    /// What can be made to go wrong, by its name in `--fault` and in scenario files.
    package enum Kind: String, CaseIterable, Sendable {
        // A call's answer.
        case lostAnswer = "lost-answer"
        case rateLimited = "rate-limited"
        case serverError = "server-error"
        case badGateway = "bad-gateway"
        case unavailable = "unavailable"
        case gatewayTimeout = "gateway-timeout"
        case slow = "slow"
        case dripping = "dripping"
        case malformedJSON = "malformed-json"
        case conflict = "conflict"
        case maintenance = "maintenance"
        case tokenRejected = "token-rejected"
        case locked = "locked"
        case actionMissing = "action-missing"
        // An order.
        case soldOut = "sold-out"
        case quota = "quota"
        case nameTaken = "name-taken"
        case keyTaken = "key-taken"
        // What happens afterwards.
        case actionFails = "action-fails"
        case actionStuck = "action-stuck"
        case stuckInitializing = "stuck-initializing"
        case firewallInUse = "firewall-in-use"
        // A machine.
        case noNetwork = "no-network"
        case noCallback = "no-callback"
        case callbackTwice = "callback-twice"
        case callbackLate = "callback-late"
        case setUpFails = "set-up-fails"
        case wrongHostKey = "wrong-host-key"
        case sshRefuses = "ssh-refuses"
        case sshResets = "ssh-resets"
        case sshStalls = "ssh-stalls"
        case serviceExits = "service-exits"
    }
}

extension Fault.Kind {
    /// The parameters that the kind understands beside `share`, `skip` and `times`.
    var parameters: Set<Fault.Parameter> {
        switch self {
        case .lostAnswer, .rateLimited, .malformedJSON, .conflict, .maintenance, .tokenRejected, .locked:
            [.call]
        case .serverError, .badGateway, .unavailable, .gatewayTimeout: [.call, .when]
        case .slow: [.call, .seconds]
        case .callbackLate: [.seconds]
        case .dripping: [.call, .rate]
        case .actionMissing, .actionFails: [.command]
        case .actionStuck: [.command]
        case .soldOut: [.type, .location, .form, .catalogue]
        case .quota: [.of, .limit]
        case .nameTaken: [.of, .holder]
        case .keyTaken: [.holder]
        case .firewallInUse: [.seconds]
        case .stuckInitializing: []
        default: []
        }
    }

    /// The names of its own parameters, for help.
    package var parameterNames: [String] {
        parameters.map(\.rawValue).sorted()
    }

    /// Whether it goes with a server to its machine, where it has the same name.
    var isOfMachine: Bool {
        switch self {
        case .noNetwork, .noCallback, .callbackTwice, .callbackLate, .setUpFails, .wrongHostKey, .sshRefuses,
            .sshResets, .sshStalls, .serviceExits:
            true
        default: false
        }
    }

    /// The calls that are meant where the fault names none.
    var usualCalls: CallPattern {
        switch self {
        case .lostAnswer: CallPattern(method: .post, path: "/servers")
        case .locked: CallPattern(method: .delete, path: "/servers/*")
        default: .every
        }
    }

    /// One line of help.
    package var explanation: String {
        switch self {
        case .lostAnswer: "the call is carried out, then the connection closes without an answer"
        case .rateLimited: "429, no calls left"
        case .serverError: "500 server_error"
        case .badGateway: "502 with a page of HTML from a proxy"
        case .unavailable: "503 unavailable"
        case .gatewayTimeout: "504 timeout"
        case .slow: "the answer comes seconds= late"
        case .dripping: "the answer comes at rate= bytes a second"
        case .malformedJSON: "the call is carried out, its answer breaks off in the middle of the JSON"
        case .conflict: "409 conflict"
        case .maintenance: "403 maintenance"
        case .tokenRejected: "401 unauthorized, as if the token had been revoked"
        case .locked: "423 locked"
        case .actionMissing: "actions answer 404 and are missing from lists"
        case .soldOut: "servers of type= in location= can't be ordered; form= says how that is put"
        case .quota: "the project may have no more than limit= of=servers or addresses"
        case .nameTaken: "of=server, firewall or ssh_key: 409, the name is taken by holder="
        case .keyTaken: "409, the same public key is there under another name"
        case .actionFails: "actions of command= end in an error"
        case .actionStuck: "actions of command= never end and keep their server locked"
        case .stuckInitializing: "new servers stay in initializing; they can be deleted"
        case .firewallInUse: "a firewall counts as used for seconds= after its server was deleted"
        case .noNetwork: "the server is running, nothing answers at its address"
        case .noCallback: "cloud-init never calls back"
        case .callbackTwice: "cloud-init calls back twice"
        case .callbackLate: "cloud-init calls back seconds= after set-up is over"
        case .setUpFails: "set-up fails and says so"
        case .wrongHostKey: "the callback announces other host keys than sshd shows"
        case .sshRefuses: "sshd refuses connections for good"
        case .sshResets: "sshd accepts connections and resets them"
        case .sshStalls: "sshd accepts connections and says nothing"
        case .serviceExits: "the customer's service ends as soon as it is started"
        }
    }
}
