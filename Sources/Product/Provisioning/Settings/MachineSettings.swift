/// The software on a customer's server, and the user that runs it.
package struct MachineSettings: Sendable {
    /// A Linux user name; its home is `/home/NAME`.
    package var userName: String
    package var packages: [String]
    package var repositoryURL: String
    /// A branch, tag or commit.
    package var repositoryReference: String
    /// The text of `rachel8.service` with `{{user}}` and `{{home}}` filled in.
    package var unit: String

    package init(
        userName: String, packages: [String], repositoryURL: String, repositoryReference: String, unit: String
    ) {
        self.userName = userName
        self.packages = packages
        self.repositoryURL = repositoryURL
        self.repositoryReference = repositoryReference
        self.unit = unit
    }

    var home: String { "/home/\(userName)" }

    static let unitName = "rachel8.service"
}
