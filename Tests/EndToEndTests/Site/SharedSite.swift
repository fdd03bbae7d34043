import Testing

/// Gives all tests of a suite one site: it starts before the first and ends after the last of them.
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

    /// Whether the calling test has a site.
    static var isWithin: Bool { current != nil }

    /// The site of the suite, which has the trait `.sharedSite()`.
    static var shared: Site {
        get throws { try #require(current) }
    }
}
