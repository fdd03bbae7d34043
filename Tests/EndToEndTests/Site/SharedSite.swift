import Testing

/// A trait that gives all tests of a suite one site, started before the first and ended after the last of them.
struct SharedSite: SuiteTrait, TestScoping {
    fileprivate let options: SiteOptions

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        try await Site.with(options) { site in
            try await Site.$current.withValue(site, operation: function)
        }
    }
}

extension Trait where Self == SharedSite {
    static func sharedSite(_ options: SiteOptions = SiteOptions()) -> SharedSite {
        SharedSite(options: options)
    }
}

extension Site {
    @TaskLocal fileprivate static var current: Site?

    /// True in a test that has a site.
    static var isWithin: Bool { current != nil }

    /// The site of a suite with the trait `.sharedSite()`.
    static var shared: Site {
        get throws { try #require(current) }
    }
}
