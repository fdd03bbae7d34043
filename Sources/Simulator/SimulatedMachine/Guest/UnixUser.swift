/// A user of the machine, as in /etc/passwd.
struct UnixUser: Equatable, Sendable {
    let name: String
    let userID: UInt32
    let groupID: UInt32
    let home: String
    let shell: String

    /// The user of that name, or nil.
    static func named(_ name: String) throws(MachineError) -> UnixUser? {
        for line in try File.text("/etc/passwd").split(separator: "\n") {
            let fields = line.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
            guard
                fields.count == 7, fields[0] == name, let userID = UInt32(fields[2]),
                let groupID = UInt32(fields[3])
            else { continue }
            return UnixUser(name: name, userID: userID, groupID: groupID, home: fields[5], shell: fields[6])
        }
        return nil
    }

    /// The id of the group of that name, or nil.
    static func groupID(named name: String) throws(MachineError) -> UInt32? {
        for line in try File.text("/etc/group").split(separator: "\n") {
            let fields = line.split(separator: ":", omittingEmptySubsequences: false)
            if fields.count > 2, fields[0] == name { return UInt32(fields[2]) }
        }
        return nil
    }
}
