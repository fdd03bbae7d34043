/// Everything that the simulator can be told to do wrong, by the place where it takes effect.
///
/// The raw value is the fault's name in `--fault`, in scenario files and in the database.
package enum Fault: Hashable, Sendable {
    /// The response to an API request is wrong.
    case response(ResponseFault)
    case actionMissing
    /// The list of a kind of resource leaves some of them out.
    case listing(ListingFault)
    case wrongDate
    /// A resource can't be created.
    case creation(CreationFault)
    /// An action goes wrong after the response.
    case action(ActionFault)
    case firewallInUse
    case noNetwork
    /// The server's machine misbehaves.
    case machine(MachineFault)

    package var explanation: String { help.explanation }

    /// The parameters that the fault has besides `share`, `skip` and `times`, which every fault has.
    package var parameters: Set<FaultParameter> { help.parameters }

    private var help: Help {
        switch self {
        case .response(let fault): fault.help
        case .actionMissing: Help("actions answer 404 and are missing from lists", [.command])
        case .listing(let fault): fault.help
        case .wrongDate:
            Help("the Date of responses is seconds= ahead, or behind when negative", [.call, .seconds])
        case .creation(let fault): fault.help
        case .action(let fault): fault.help
        case .firewallInUse:
            Help("a firewall counts as used for seconds= after its server was deleted", [.seconds])
        case .noNetwork: Help("the server is running, nothing answers at its address")
        case .machine(let fault): fault.help
        }
    }
}

extension Fault: RawRepresentable, CaseIterable {
    package static let allCases: [Fault] =
        ResponseFault.allCases.map(Fault.response) + [.actionMissing]
        + ListingFault.allCases.map(Fault.listing) + [.wrongDate] + CreationFault.allCases.map(Fault.creation)
        + ActionFault.allCases.map(Fault.action) + [.firewallInUse, .noNetwork]
        + MachineFault.Part.allCases.flatMap { part in
            MachineFault.allCases.filter { $0.part == part }.map(Fault.machine)
        }

    package init?(rawValue: String) {
        guard let fault = Self.allCases.first(where: { $0.rawValue == rawValue }) else { return nil }
        self = fault
    }

    package var rawValue: String {
        switch self {
        case .response(let fault): fault.rawValue
        case .actionMissing: "action-missing"
        case .listing(let fault): fault.rawValue
        case .wrongDate: "wrong-date"
        case .creation(let fault): fault.rawValue
        case .action(let fault): fault.rawValue
        case .firewallInUse: "firewall-in-use"
        case .noNetwork: "no-network"
        case .machine(let fault): fault.rawValue
        }
    }
}

/// The keys of `NAME:KEY=VALUE,…`.
package enum FaultParameter: String, Sendable {
    case call, share, skip, times, when, seconds, rate, type, location, form, catalogue, command, of, limit
    case holder
}

/// One line of help about a fault, and its own parameters.
private struct Help {
    let explanation: String
    let parameters: Set<FaultParameter>

    init(_ explanation: String, _ parameters: Set<FaultParameter> = []) {
        self.explanation = explanation
        self.parameters = parameters
    }
}

package enum ResponseFault: String, CaseIterable, Sendable {
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

    fileprivate var help: Help {
        switch self {
        case .lostAnswer:
            Help("the call is carried out, then the connection closes without an answer", [.call])
        case .rateLimited: Help("429, no calls left", [.call])
        case .serverError: Help("500 server_error", [.call, .when])
        case .badGateway: Help("502 with a page of HTML from a proxy", [.call, .when])
        case .unavailable: Help("503 unavailable", [.call, .when])
        case .gatewayTimeout: Help("504 timeout", [.call, .when])
        case .slow: Help("the answer comes seconds= late", [.call, .seconds])
        case .dripping: Help("the answer comes at rate= bytes a second", [.call, .rate])
        case .malformedJSON:
            Help("the call is carried out, its answer breaks off in the middle of the JSON", [.call])
        case .conflict: Help("409 conflict", [.call])
        case .maintenance: Help("403 maintenance", [.call])
        case .tokenRejected: Help("401 unauthorized, as if the token had been revoked", [.call])
        case .locked: Help("423 locked", [.call])
        }
    }
}

package enum ListingFault: String, CaseIterable, Sendable {
    case incomplete = "listing-incomplete"
    case lateVisibility = "late-visibility"

    fileprivate var help: Help {
        switch self {
        case .incomplete:
            Help("lists of resources show no more than the oldest limit= of them", [.call, .limit])
        case .lateVisibility:
            Help(
                "a new resource is in no list for seconds= after its creation, but has its id and name",
                [.call, .seconds])
        }
    }
}

package enum CreationFault: String, CaseIterable, Sendable {
    case soldOut = "sold-out"
    case quota = "quota"
    case nameTaken = "name-taken"
    case keyTaken = "key-taken"

    fileprivate var help: Help {
        switch self {
        case .soldOut:
            Help(
                "servers of type= in location= can't be ordered; form= says how that is put",
                [.type, .location, .form, .catalogue])
        case .quota:
            Help("the project may have no more than limit= of=servers or addresses", [.of, .limit])
        case .nameTaken:
            Help("of=server, firewall or ssh_key: 409, the name is taken by holder=", [.of, .holder])
        case .keyTaken: Help("409, the same public key is there under another name", [.holder])
        }
    }
}

package enum ActionFault: String, CaseIterable, Sendable {
    case fails = "action-fails"
    case stuck = "action-stuck"
    case stuckInitializing = "stuck-initializing"

    fileprivate var help: Help {
        switch self {
        case .fails: Help("actions of command= end in an error", [.command])
        case .stuck: Help("actions of command= never end and keep their server locked", [.command])
        case .stuckInitializing: Help("new servers stay in initializing; they can be deleted")
        }
    }
}

package enum MachineFault: String, CaseIterable, Codable, Sendable {
    case setUpFails = "set-up-fails"
    case sshRefuses = "ssh-refuses"
    case sshResets = "ssh-resets"
    case sshStalls = "ssh-stalls"
    case noCallback = "no-callback"
    case callbackTwice = "callback-twice"
    case callbackLate = "callback-late"
    case wrongHostKey = "wrong-host-key"
    case serviceExits = "service-exits"

    fileprivate var help: Help {
        switch self {
        case .setUpFails: Help("set-up fails and says so")
        case .sshRefuses: Help("sshd refuses connections for good")
        case .sshResets: Help("sshd accepts connections and resets them")
        case .sshStalls: Help("sshd accepts connections and says nothing")
        case .noCallback: Help("the server never calls back")
        case .callbackTwice: Help("the server calls back twice")
        case .callbackLate: Help("the server calls back seconds= after set-up is over", [.seconds])
        case .wrongHostKey: Help("the callback announces other host keys than sshd shows")
        case .serviceExits: Help("the customer's service ends as soon as it is started")
        }
    }

    /// One line of help about what exactly the machine does.
    package var mechanism: String {
        switch self {
        case .setUpFails: "bun.sh can't be reached, so a set-up that installs Bun fails at that step"
        case .sshRefuses: "sshd never listens: connections are refused for good"
        case .sshResets: "connections to the SSH port are accepted and reset at once"
        case .sshStalls: "connections to the SSH port are accepted, then nothing is ever said"
        case .noCallback: "the callback, a curl call whose address is not an argument, finds no connection"
        case .callbackTwice: "curl sends the callback twice"
        case .callbackLate: "curl sends the first callback --late-seconds late"
        case .wrongHostKey: "sshd shows other host keys than those in /etc/ssh, which the callback announces"
        case .serviceExits: "the bot exits with status 1 as soon as it is started"
        }
    }

    /// The part of a machine that misbehaves, in the order of `Fault.allCases`.
    fileprivate enum Part: CaseIterable {
        case callback, setUp, hostKeys, sshServer, service
    }

    fileprivate var part: Part {
        switch self {
        case .setUpFails: .setUp
        case .sshRefuses, .sshResets, .sshStalls: .sshServer
        case .noCallback, .callbackTwice, .callbackLate: .callback
        case .wrongHostKey: .hostKeys
        case .serviceExits: .service
        }
    }
}
