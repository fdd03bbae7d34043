/// What a simulator is set up with; the same for all of its threads.
package struct Settings: Sendable {
    /// The project's token, which may read and write.
    package var token: String
    /// A token of the same project that may only read.
    package var readOnlyToken: String?
    /// How long `create_server` and `rebuild_server` take.
    package var createTime: Duration
    /// How long every other action takes.
    package var actionTime: Duration
    /// Where servers get their addresses.
    package var addresses: AddressPool
    /// The size of the bucket of calls, and how many flow back in an hour.
    package var requestsPerHour: Int64

    package init(
        token: String, readOnlyToken: String? = nil, createTime: Duration = .seconds(3),
        actionTime: Duration = .seconds(1), addresses: AddressPool, requestsPerHour: Int64 = 3600
    ) {
        self.token = token
        self.readOnlyToken = readOnlyToken
        self.createTime = createTime
        self.actionTime = actionTime
        self.addresses = addresses
        self.requestsPerHour = requestsPerHour
    }
}
