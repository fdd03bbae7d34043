import Crypto
import Foundation
import SimulatedCloud
import SimulatorFaults
import Time

/// What runs on a simulated server, from its first boot on.
final class GuestMachine {
    enum SetUp: Equatable {
        case running, succeeded, failed
    }

    let serverID: Int64
    let address: String
    let customer: String?
    let job: String?
    let authorizedKey: String
    let callbackURL: String
    let hostKey: PublicKey
    /// What the callback announces.
    let announcedHostKey: PublicKey
    /// The newest lease that was here.
    var fence: (number: Int64, lease: String) = (0, "")
    /// The owners of the leases whose scripts have taken the fence here.
    var visitors: Set<String> = []
    private(set) var faults: [MachineFault: Double] = [:]
    var isUp = false
    var setUp = SetUp.running
    var setUpTime = Duration.zero
    /// The report on the set-up was answered.
    var isAnswered = false
    /// The files of the hand-over, by the script's step.
    var files: [String: [UInt8]] = [:]
    /// Nothing can be written.
    var isDiskFull = false
    var isEnabled = false
    /// 0 while the service doesn't run.
    var servicePID = 0
    var starts = 0
    /// Grows with each boot and halt, so that what was to happen on an earlier one doesn't.
    var boots = 0

    init(_ machine: Machine, labels: (user: String?, job: String?)) throws {
        serverID = machine.serverID
        address = machine.address
        (customer, job) = labels
        let json = machine.userData.dropFirst("#cloud-config\n".count)
        let config = try JSONDecoder().decode(CloudConfig.self, from: Data(json.utf8))
        authorizedKey = config.users.first?.keys.first ?? ""
        callbackURL = try config.callbackURL()
        for text in machine.faults {
            let parts = text.split(separator: "=")
            if let fault = MachineFault(rawValue: String(parts[0])) {
                faults[fault] = parts.count > 1 ? Double(parts[1]) : 0
            }
        }
        hostKey = try PrivateKey.generate(.ed25519).publicKey
        announcedHostKey =
            faults[.wrongHostKey] == nil ? hostKey : try PrivateKey.generate(.ed25519).publicKey
    }

    func has(_ fault: MachineFault) -> Bool {
        faults[fault] != nil
    }

    func startService() {
        starts += 1
        servicePID = has(.serviceExits) ? 0 : 100 + starts
    }

    /// What of the user-data the simulation needs.
    private struct CloudConfig: Decodable {
        struct User: Decodable {
            let keys: [String]

            enum CodingKeys: String, CodingKey {
                case keys = "ssh_authorized_keys"
            }
        }

        struct File: Decodable {
            let content: String
        }

        /// No script holds a callback address.
        struct NoCallback: Error {}

        let users: [User]
        let files: [File]

        enum CodingKeys: String, CodingKey {
            case users
            case files = "write_files"
        }

        /// The address in the script that reports.
        func callbackURL() throws -> String {
            for file in files {
                if let match = file.content.firstMatch(of: #/\ncallback='([^']+)'\n/#) {
                    return String(match.1)
                }
            }
            throw NoCallback()
        }
    }
}
