import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;

/** Validates every line of a file as a FHIR R4 resource, without a network; one line a fault, exit 1 if any. */
public class Validate {
  /** What must be refused, or nothing said here is worth anything. */
  private static final String PLANTED = "{\"resourceType\":\"Patient\",\"gender\":\"none\"}";

  public static void main(String[] args) throws Exception {
    FhirContext context = FhirContext.forR4();
    FhirInstanceValidator instance =
        new FhirInstanceValidator(
            new ValidationSupportChain(
                new DefaultProfileValidationSupport(context),
                new InMemoryTerminologyServerValidationSupport(context),
                new CommonCodeSystemsTerminologyService(context)));
    instance.setNoTerminologyChecks(false);
    instance.setErrorForUnknownProfiles(false); // IHE's profiles are named, but not part of the base
    FhirValidator validator = context.newValidator().registerValidatorModule(instance);
    if (validator.validateWithResult(PLANTED).isSuccessful()) {
      System.out.println("HAPI: a planted fault was not found");
      System.exit(2);
    }
    int good = 0;
    int bad = 0;
    for (String line : Files.readAllLines(Path.of(args[0]))) {
      boolean isGood = true;
      for (var message : validator.validateWithResult(line).getMessages()) {
        if (message.getSeverity().compareTo(ResultSeverityEnum.ERROR) < 0) continue;
        // Code systems of Italy and of IHE are not in the base package: their codes cannot be judged here.
        if (message.getMessage().contains("could not be resolved")) continue;
        isGood = false;
        System.out.println(message.getLocationString() + ": " + message.getMessage());
        System.out.println("  " + line);
      }
      if (isGood) good++;
      else bad++;
    }
    System.out.println("HAPI: " + good + " valid, " + bad + " not valid");
    System.exit(bad == 0 ? 0 : 1);
  }
}
