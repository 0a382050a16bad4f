<?php
// Reads a calendar from standard input with sabre/vobject and prints its events as JSON.
require '/usr/share/php/Sabre/VObject/autoload.php';

function instant($property)
{
    $moment = $property->getDateTime();
    return $property['VALUE'] == 'DATE' ? $moment->format('Y-m-d') : $moment->getTimestamp();
}

// This branch of sabre/vobject leaves commas and semicolons escaped: a value may be a list.
function plain($property)
{
    return strtr((string) $property, ['\\,' => ',', '\\;' => ';']);
}

$calendar = Sabre\VObject\Reader::read(file_get_contents('php://stdin'));
$events = [];
foreach ($calendar->VEVENT as $event) {
    $events[] = [
        'uid' => (string) $event->UID,
        'summary' => plain($event->SUMMARY),
        'start' => instant($event->DTSTART),
        'end' => instant($event->DTEND),
    ];
}
$remarks = array_map(fn ($remark) => $remark['message'], $calendar->validate());
$read = ['events' => $events, 'remarks' => $remarks];
echo json_encode($read, JSON_INVALID_UTF8_SUBSTITUTE);
