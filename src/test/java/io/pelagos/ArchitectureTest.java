package io.pelagos;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;

/** Which package may know which. */
@AnalyzeClasses(packages = "io.pelagos", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    /** As a lead flows: each may know those before it. */
    private static final String[] FLOW = {
        "platform",
        "team",
        "lead",
        "signin",
        "condition",
        "scoring",
        "journal",
        "audit",
        "recycling",
        "pool",
        "presence",
        "followup",
        "assignment",
        "task",
        "preview",
        "deal",
        "cost",
        "stats",
        "channel",
        "exchange",
        "outgoing",
        "alert",
        "live",
        "deadletter",
        "health",
        "bots",
        "ping",
        "privacy",
        "retention",
        "screens",
        "demo",
        "http"
    };

    @ArchTest
    static final ArchRule packages_are_free_of_cycles =
            slices().matching("io.pelagos.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule platform_knows_no_other_package = noClasses()
            .that()
            .resideInAPackage("io.pelagos.platform..")
            .should()
            .dependOnClassesThat(resideInAPackage("io.pelagos..")
                    .and(DescribedPredicate.not(resideInAPackage("io.pelagos.platform.."))));

    @ArchTest
    static final ArchRule only_the_root_knows_the_http_package = noClasses()
            .that()
            .resideOutsideOfPackages("io.pelagos", "io.pelagos.http..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.pelagos.http..");

    @ArchTest
    static final ArchRule nobody_knows_the_root = noClasses()
            .that()
            .resideOutsideOfPackage("io.pelagos")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.pelagos");

    // Two sources of one number give out the same id now and then: transitions, leads and events would share it.
    @ArchTest
    static final ArchRule a_node_has_one_source_of_ids = noClasses()
            .that()
            .haveNameNotMatching("io\\.pelagos\\.NodeParts(\\$.*)?")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("com.github.f4b6a3.tsid.TsidFactory");

    // The header map of Vert.x is named in its package of HTTP, and is none of it. One class calls others: whoever
    // calls out
    // does it through that, so that no address is called unchecked; it serves nobody.
    @ArchTest
    static final ArchRule only_the_root_and_http_speak_http = noClasses()
            .that()
            .resideOutsideOfPackages("io.pelagos", "io.pelagos.http..")
            .and()
            .haveNameNotMatching("io\\.pelagos\\.platform\\.GuardedClient(\\$.*)?")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx.core.http..", "io.vertx.ext.web..");

    /** The road is free of I/O, so that it can run in a simulator. */
    @ArchTest
    static final ArchRule the_road_does_no_io = noClasses()
            .that(new DescribedPredicate<JavaClass>("are the road's logic") {
                private static final Set<String> ROAD = Set.of("Road", "Committer", "Flight");

                @Override
                public boolean test(JavaClass type) {
                    JavaClass outermost = type;
                    while (outermost.getEnclosingClass().isPresent()) {
                        outermost = outermost.getEnclosingClass().get();
                    }
                    return outermost.getPackageName().equals("io.pelagos.journal")
                            && ROAD.contains(outermost.getSimpleName());
                }
            })
            .should()
            .dependOnClassesThat(resideInAnyPackage(
                            "io.vertx.redis..",
                            "io.vertx.pgclient..",
                            "io.vertx.sqlclient..",
                            "java.sql..",
                            "java.net..",
                            "java.io..",
                            "java.nio.file..")
                    .or(resideInAPackage("io.pelagos.platform..")));

    @ArchTest
    static void domain_packages_point_along_the_flow(com.tngtech.archunit.core.domain.JavaClasses all) {
        for (int i = 0; i < FLOW.length; i++) {
            for (int later = i + 1; later < FLOW.length; later++) {
                noClasses()
                        .that()
                        .resideInAPackage("io.pelagos." + FLOW[i] + "..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("io.pelagos." + FLOW[later] + "..")
                        .check(all);
            }
        }
    }

    @ArchTest
    static final ArchRule nobody_blocks_on_a_future = noClasses()
            .that()
            .resideOutsideOfPackages("io.pelagos", "io.pelagos.platform..")
            .should()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .callMethod(java.util.concurrent.CompletableFuture.class, "join")
            .orShould()
            .callMethod(java.util.concurrent.CompletableFuture.class, "get");

    @ArchTest
    static final ArchRule packages_are_null_marked = classes()
            .that()
            .haveSimpleName("package-info")
            .should()
            .beAnnotatedWith(org.jspecify.annotations.NullMarked.class);
}
