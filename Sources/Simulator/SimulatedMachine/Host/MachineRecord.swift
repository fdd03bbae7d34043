/// One line of the list of machines.
package struct MachineRecord: Codable, Equatable, Sendable {
    package let name: String
    package let address: String
    package let sshPort: UInt16
    /// The outermost process; nil when the machine has ended.
    package let processID: Int32?
    /// The file with what a screen on the machine would show.
    package let console: String
}
