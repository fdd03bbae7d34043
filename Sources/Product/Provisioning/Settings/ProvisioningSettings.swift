package import Crypto
import Store

/// The operator's settings that all deploys share.
package struct ProvisioningSettings: Sendable {
    /// The name of the Hetzner project in the ledger.
    package var project: String
    /// The servers to order, best first; when one is sold out the next is tried.
    package var serverChoices: [ServerChoice]
    package var image: String
    package var keyType: KeyType
    package var sshPort: UInt16
    /// CIDR networks from which servers accept SSH.
    package var controlPlaneAddresses: [String]
    /// `https://…` without a slash at its end; the callback's path is appended.
    package var callbackBaseURL: String
    package var machine: MachineSettings
    /// The longest time from a server's creation to its callback.
    package var setUpTimeout: Duration
    /// The time for which the service has to run before a deploy counts as done.
    package var serviceSettle: Duration

    package init(
        project: String, serverChoices: [ServerChoice], image: String, keyType: KeyType, sshPort: UInt16,
        controlPlaneAddresses: [String], callbackBaseURL: String, machine: MachineSettings,
        setUpTimeout: Duration, serviceSettle: Duration
    ) {
        self.project = project
        self.serverChoices = serverChoices
        self.image = image
        self.keyType = keyType
        self.sshPort = sshPort
        self.controlPlaneAddresses = controlPlaneAddresses
        self.callbackBaseURL = callbackBaseURL
        self.machine = machine
        self.setUpTimeout = setUpTimeout
        self.serviceSettle = serviceSettle
    }
}

/// A server type in a location.
package struct ServerChoice: Equatable, Sendable, CustomStringConvertible {
    package let type: String
    package let location: String

    package init(type: String, location: String) {
        self.type = type
        self.location = location
    }

    package var description: String { "\(type):\(location)" }
}
