#Requires -Version 7
<#
.SYNOPSIS
    Builds the firmware for a board and writes it to the board. `holdfast flash` does the work and prints every step.
.EXAMPLE
    ./flash.ps1 -Board esp32-s3-devkitc-1 -Port /dev/ttyUSB0 -Verify
.EXAMPLE
    ./flash.ps1 -Board esp32-devkitc-v4 -Port COM5 -LinkPort COM7 -DryRun
#>
param(
    # A folder under boards.
    [Parameter(Mandatory)] [string] $Board,
    # Serial port that leads to the chip's boot loader.
    [Parameter(Mandatory)] [string] $Port,
    # Serial port of the signer link, if it is not the same port.
    [string] $LinkPort,
    # Ask the running signer for its version and board afterwards.
    [switch] $Verify,
    # Print the exact commands and change nothing.
    [switch] $DryRun
)

$ErrorActionPreference = 'Stop'
$arguments = @('flash', '--board', $Board, '--port', $Port)
if ($LinkPort) { $arguments += @('--link-port', $LinkPort) }
if ($Verify) { $arguments += '--verify' }
if ($DryRun) { $arguments += '--dry-run' }

Push-Location $PSScriptRoot
try {
    dotnet run --project host/Tool -- @arguments
    exit $LASTEXITCODE
}
finally {
    Pop-Location
}
