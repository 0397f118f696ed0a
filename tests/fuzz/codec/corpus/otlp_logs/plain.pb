
	INFO*
hi