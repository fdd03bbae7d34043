package import SimulatorFaults

/// The settings a simulated machine is started with, stored as `machine.json`.
package struct MachineSpecification: Codable, Equatable, Sendable {
    package let name: String
    /// A loopback address in dotted decimal, such as 127.1.0.9: sshd listens there and nowhere else.
    package let address: String
    package let sshPort: UInt16
    /// The time after the start for which every connection is refused.
    package var bootTime: Duration
    /// The shortest time that set-up takes, from the end of the boot time.
    package var setUpTime: Duration
    /// The delay of the callback under `MachineFault.callbackLate`.
    package var callbackDelay: Duration
    package var faults: Set<MachineFault>
    /// The server's id as cloud-init knows it.
    package var instanceID: String

    /// Throws when `name` is not a host name or `address` not a loopback address. Without `instanceID`, eight random
    /// digits are taken.
    package init(
        name: String, address: String, sshPort: UInt16, bootTime: Duration = .zero,
        setUpTime: Duration = .zero,
        callbackDelay: Duration = .seconds(20), faults: Set<MachineFault> = [], instanceID: String? = nil
    ) throws(MachineError) {
        try MachineSpecification.check(name: name)
        guard MachineSpecification.isLoopback(address) else {
            throw MachineError("address \(address): expected a loopback address, such as 127.1.0.9")
        }
        self.name = name
        self.address = address
        self.sshPort = sshPort
        self.bootTime = bootTime
        self.setUpTime = setUpTime
        self.callbackDelay = callbackDelay
        self.faults = faults
        self.instanceID = instanceID ?? String(Int.random(in: 10_000_000...99_999_999))
    }

    /// Throws unless `name` is a host name (RFC 1123) of at most 64 bytes, as Linux allows. It is also the name of
    /// the machine's directory.
    static func check(name: String) throws(MachineError) {
        let isInner = { (byte: UInt8) in Self.isAlphanumeric(byte) || byte == UInt8(ascii: "-") }
        let labels = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let isHostName = labels.allSatisfy { label in
            guard let first = label.first, let last = label.last else { return false }
            return isAlphanumeric(first) && isAlphanumeric(last) && label.allSatisfy(isInner)
        }
        guard isHostName, name.utf8.count <= 64 else {
            throw MachineError("name \(name): expected a host name of letters, digits, hyphens and dots")
        }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }

    private static func isLoopback(_ address: String) -> Bool {
        let parts = address.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
