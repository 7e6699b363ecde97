// Every test has its own directory and leaves nothing for the next one.
[assembly: FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
