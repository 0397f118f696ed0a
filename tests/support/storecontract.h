// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/storefixture.h"

namespace spanwise::test {

/// What every Store must do (core/store/store.h). A store's test derives from this class, makes stores, and
/// adds what is its own. Stores complete spans with plainFacts. The tests are in storecontract*.cpp, by
/// theme.
class StoreContract : public StoreFixture
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsAppendedIsLoadedEqual();
    void everyFieldOfASpanSurvives();
    void aPromptOfTwoMegabytesComesBackWhole();
    void tracesOfOneBatchAreKeptApart();
    void chunksOfSeveralBatchesBecomeOneTrace();
    void anUnknownTraceIsNotFound();

    void aSpanThatIsSentAgainIsReportedAndLeftOut();
    void duplicatesAreFoundAfterReopening();
    void duplicatesAreFoundBetweenTwoWriters();
    void duplicatesAreFoundAmongManyTraces();
    void aSpanTwiceInOneBatchIsStoredOnce();

    void theEndThatComesLaterEndsTheSpan();
    void theOrderOfThePiecesDoesNotMatter_data();
    void theOrderOfThePiecesDoesNotMatter();
    void piecesThatComeAgainChangeNothing();
    void threePiecesInOneGroupAreOneSpan();
    void theSummarySaysWhatThePiecesSayTogether();
    void longTextsOfALaterPieceComeBack();
    void aSearchFindsWhatTwoPiecesSayTogether();
    void lateAnnotationsOfZipkinJoinTheirSpan();
    void aBeginThatWasGuessedYieldsToOneThatWasSent();
    void twoSidesOfACallUnderOneIdAreTwoSpans_data();
    void twoSidesOfACallUnderOneIdAreTwoSpans();
    void retentionCountsASpanInPiecesOnce();
    void halfAnIdAndTheWholeAreOneTrace_data();
    void halfAnIdAndTheWholeAreOneTrace();
    void aTraceIsFoundUnderBothIdsAfterReopening();
    void aHalfAndAWholeOfTwoWritersAreOneTrace();
    void theOtherIdGoesWithItsTrace();

    void theSummaryIsTheSameInAnyOrder();
    void theEarliestSpanNamesATraceWithoutRoot();
    void aQueryNamesTheTraceBeforeAPlainRoot();
    void stepsErrorsAndTokensAreCounted();
    void numbersThatAreNotNumbersDoNotHurt();

    void theNewestTracesComeFirst();
    void pagesContinueWhereTheLastOneEnded();
    void newTracesDoNotShiftPages();
    void filtersNarrow_data();
    void filtersNarrow();
    void countStopsAtItsLimit();
    void idsAreFoundByTheirBeginning();

    void wordsAreFound_data();
    void wordsAreFound();
    void aTextThatChangedIsFoundByItsNewWords();

    void wordsAreFoundInEveryText_data();
    void wordsAreFoundInEveryText();
    void narrowingNeverChangesWhatIsFound();
    void eitherSideOfAnOrNarrows();
    void searchesGoOnWhereTheyStopped();
    void aSearchIsNarrowedByTheFilterToo();
    void aSearchEndsAsSoonAsItIsStopped();
    void whatHasGoneIsNotFound();

    void logRecordsAreLoadedEqual();
    void everyFieldOfALogRecordSurvives();
    void logRecordsOfATraceComeByTime();
    void aLogRecordThatIsSentAgainIsStoredOnce();
    void equalRecordsOfOneBatchAreAllKept();
    void recordsWithoutAnyTimeStandWhereTheyArrived();
    void logPagesContinueWhereTheLastOneEnded();
    void logFiltersNarrow_data();
    void logFiltersNarrow();
    void aLargeLogBodyComesBackWhole();
    void moreRecordsThanAChunkHolds();
    void pruningRemovesOldLogRecords();

    void theSavedQueryIsWhole();
    void replaysAreReplacedByTheirTraceId();
    void alertsAreKeptNewestFirst();
    void metricRowsReplaceEachOther();
    void exemplarsComeBackWhole();
    void pointsOfFilesAreKnownAgain();
    void anExemplarThatIsSentAgainIsStoredOnce();
    void exemplarsAreFoundByMetricTagsAndTime();
    void exemplarsOfATraceComeByTime();

    void whatIsSaidAboutAQueryIsKept();
    void anEmptyLabelTakesBackWhatWasSaid();
    void aDocumentLabelCountsForEveryQueryWithTheQuestion();
    void aQuerysOwnWordOnADocumentWins();
    void takingBackADocumentLabelTakesItEverywhere();
    void labelsAreListedNewestFirst();
    void whatIsNotHereCannotBeLabelled();
    void labelsGoWithTheirTrace();
    void labelsAreSeenByOtherProcesses();
    void labelsThatCameWithATraceAreKeptOnce();
    void whatWasTakenBackDoesNotReturn();
    void labelsThatCameWithATraceAreCounted();
    void whatIsTakenBackGoesWithItsTrace();
    void whatIsSaidSinceIsNotOverwritten();
    void aDocumentThatIsSaidForTheQuestionIsNotSaidAgain();
    void queriesAreListedByTheirLabel_data();
    void queriesAreListedByTheirLabel();
    void labelsNarrowASearchToo();

    void statisticsCountWhatIsThere();
    void servicesAreListedMostRecentFirst();
    void theGenerationChangesWithEveryCommit();
    void pruningRemovesOldTracesAndKeepsTheRest();
    void pruningRemovesOldRecords();
    void aTextThatIsStillUsedSurvivesPruning();
    void aPinnedTraceOutlivesItsAge();
    void aPinStaysWhileItsTraceGrows();
    void theOldestGoUntilTheStoreIsSmallEnough();
    void whatFitsStaysHoweverOldItIs();
    void bySizeTheOldestGoesWhateverItIs();
    void whatRetentionRemovedIsCounted();
    void aDocumentIsFoundInEveryQueryThatSawIt();
    void sightingsGoWithTheirTrace();
    void thousandsOfSightingsAreStillOneLookUp();
    void aReadThatIsCancelledSaysSo();
    void readersWorkWhileTheWriterWrites();
};

} // namespace spanwise::test
